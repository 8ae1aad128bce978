import { isIPv4, isIPv6 } from 'node:net';
import { AwsError } from '../../gateway/contract.js';
import { absoluteName, recordKey, sameValues, type RecordSet } from './record-set.js';

/** One change of a batch. */
export interface Change {
  readonly Action: string;
  readonly ResourceRecordSet: RecordSet;
}

const largestBatch = 1_000;

/**
 * Applies a batch to a zone's records, all of it or nothing, and returns the new records.
 *
 * @throws {AwsError} `InvalidChangeBatch` with every problem of the batch.
 */
export function applyBatch(
  zoneName: string,
  records: ReadonlyMap<string, RecordSet>,
  changes: readonly Change[],
  mostRecords = Infinity,
): Map<string, RecordSet> {
  if (changes.length === 0) throw new AwsError('InvalidInput', 'The batch holds no change.');
  const count = changes.reduce((sum, { Action }) => sum + (Action === 'UPSERT' ? 2 : 1), 0);
  if (count > largestBatch) throw invalid([`Number of records limit of ${largestBatch} exceeded.`]);
  const next = new Map(records);
  const problems = changes.flatMap((change) => {
    const record = normalize(change.ResourceRecordSet);
    const problem = checkRecord(zoneName, record) ?? applyChange(zoneName, next, change.Action, record);
    return problem === undefined ? [] : [problem];
  });
  if (problems.length > 0) throw invalid(problems);
  if (next.size > mostRecords) throw invalid(['The zone would have more records than it may have.']);
  return next;
}

function applyChange(
  zoneName: string,
  records: Map<string, RecordSet>,
  action: string,
  record: RecordSet,
): string | undefined {
  const key = recordKey(record);
  const existing = records.get(key);
  const named = `[name='${record.Name}', type='${record.Type}'${record.SetIdentifier === undefined ? '' : `, set-identifier='${record.SetIdentifier}'`}]`;
  if (action === 'DELETE') {
    if (existing === undefined) return `Tried to delete resource record set ${named} but it was not found`;
    if (!sameValues(existing, record)) {
      return `Tried to delete resource record set ${named} but the values provided do not match the current values`;
    }
    if (record.Name === zoneName && (record.Type === 'NS' || record.Type === 'SOA')) {
      return `A HostedZone must contain at least one ${record.Type} record for the zone itself.`;
    }
    records.delete(key);
    return undefined;
  }
  if (action === 'CREATE' && existing !== undefined) {
    return `Tried to create resource record set ${named} but it already exists`;
  }
  const conflict = findConflict(records, record);
  if (conflict !== undefined) {
    return (
      `RRSet of type ${record.Type} with DNS name ${record.Name} is not permitted because a conflicting RRSet of type ` +
      `${conflict.Type} with the same DNS name already exists in zone ${zoneName}`
    );
  }
  records.set(key, record);
  return undefined;
}

/** A CNAME stands alone at its name, and a name has either simple record sets or ones with identifiers. */
function findConflict(records: ReadonlyMap<string, RecordSet>, record: RecordSet): RecordSet | undefined {
  return [...records.values()].find((other) => {
    if (other.Name !== record.Name || recordKey(other) === recordKey(record)) return false;
    if (other.Type === record.Type) {
      return (other.SetIdentifier === undefined) !== (record.SetIdentifier === undefined);
    }
    return other.Type === 'CNAME' || record.Type === 'CNAME';
  });
}

function checkRecord(zoneName: string, record: RecordSet): string | undefined {
  const { Name, Type } = record;
  if (Name !== zoneName && !Name.endsWith(`.${zoneName}`)) {
    return `RRSet with DNS name ${Name} is not permitted in zone ${zoneName}`;
  }
  if (Type === 'CNAME' && Name === zoneName) {
    return `RRSet of type CNAME with DNS name ${Name} is not permitted at apex in zone ${zoneName}`;
  }
  const values = record.ResourceRecords ?? [];
  if (record.AliasTarget === undefined && (values.length === 0 || record.TTL === undefined)) {
    return `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found none in Change with [Name=${Name}, Type=${Type}]`;
  }
  if (Type === 'CNAME' && values.length > 1) {
    return `Invalid Resource Record: 'FATAL problem: MultipleValuesForCNAME' encountered at ${Name}`;
  }
  const bad = values.find(({ Value }) => !isValue(Type, Value));
  if (bad === undefined) return undefined;
  return `Invalid Resource Record: 'FATAL problem: Invalid${Type}Value (Value is not valid for the type)' encountered with '${bad.Value}'`;
}

function isValue(type: string, value: string): boolean {
  switch (type) {
    case 'A':
      return isIPv4(value);
    case 'AAAA':
      return isIPv6(value);
    case 'CNAME':
    case 'NS':
      return /^[^\s]{1,255}$/.test(value) && !isIPv4(value);
    case 'TXT':
    case 'SPF':
      return /^\s*("(?:[^"\\]|\\.){0,255}"\s*)+$/s.test(value);
    default:
      return value !== '';
  }
}

function normalize(record: RecordSet): RecordSet {
  return { ...record, Name: absoluteName(record.Name) };
}

function invalid(problems: readonly string[]): AwsError {
  return new AwsError('InvalidChangeBatch', `[${problems.join(', ')}]`);
}
