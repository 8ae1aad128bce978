import type { Answer, Question, StringAnswer } from 'dns-packet';
import { absoluteName, type RecordSet } from '../services/route53/record-set.js';
import type { Zone } from '../services/route53/zone.js';
import type { ZoneStore } from '../services/route53/zone-store.js';
import { toAnswers } from './to-answers.js';

/** Seconds that RDS's own endpoint names may be kept. */
const endpointTtl = 5;
const longestChain = 16;

/** What the name server answers from. */
export interface NameData {
  readonly zones: ZoneStore;
  /** Addresses of database endpoints, by name without the dot at the end. */
  readonly addresses: ReadonlyMap<string, string>;
}

/** An answer before it is put on the wire. */
export interface Resolution {
  readonly rcode: 'NOERROR' | 'NXDOMAIN';
  readonly answers: readonly Answer[];
  /** The zone's SOA, when there is no answer. */
  readonly authorities: readonly Answer[];
}

/**
 * Answers one question from the zones and the endpoints, and follows CNAMEs and aliases as a recursive resolver does.
 * There is nothing but the sandbox to be asked: any other name does not exist.
 */
export function resolve(data: NameData, { name, type }: Pick<Question, 'name' | 'type'>): Resolution {
  const answers: Answer[] = [];
  let current = name.toLowerCase().replace(/\.$/, '');
  for (let step = 0; step < longestChain; step += 1) {
    const found = lookUp(data, current, type);
    if (found.kind === 'answers') return { rcode: 'NOERROR', answers: [...answers, ...found.answers], authorities: [] };
    if (found.kind === 'alias') {
      if (found.cname !== undefined) answers.push(found.cname);
      current = found.target;
      continue;
    }
    const rcode = found.kind === 'no data' || answers.length > 0 ? 'NOERROR' : 'NXDOMAIN';
    return { rcode, answers, authorities: found.soa };
  }
  return { rcode: 'NOERROR', answers, authorities: [] };
}

type Found =
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] }
  | { readonly kind: 'alias'; readonly target: string; readonly cname?: StringAnswer }
  | { readonly kind: 'no data' | 'no name'; readonly soa: readonly Answer[] };

function lookUp(data: NameData, name: string, type: string): Found {
  const address = data.addresses.get(name);
  if (address !== undefined) {
    if (type !== 'A' && type !== 'ANY') return { kind: 'no data', soa: [] };
    return { kind: 'answers', answers: [{ type: 'A', name, ttl: endpointTtl, data: address }] };
  }
  const zone = data.zones.responsibleFor(name);
  if (zone === undefined) return { kind: 'no name', soa: [] };
  return lookUpInZone(zone, name, type);
}

function lookUpInZone(zone: Zone, name: string, type: string): Found {
  const { exists, records } = recordsAt(zone, absoluteName(name));
  const wanted = choose(records.filter((record) => record.Type === type || type === 'ANY'));
  const [cname] = records.filter((record) => record.Type === 'CNAME');
  if (wanted?.AliasTarget !== undefined) {
    return { kind: 'alias', target: wanted.AliasTarget.DNSName.toLowerCase().replace(/\.$/, '') };
  }
  if (wanted !== undefined) return { kind: 'answers', answers: toAnswers(wanted, name) };
  if (cname !== undefined) {
    const target = (cname.ResourceRecords?.[0]?.Value ?? '').toLowerCase().replace(/\.$/, '');
    return { kind: 'alias', target, cname: { type: 'CNAME', name, ttl: Number(cname.TTL), data: target } };
  }
  const soa = [...zone.served.values()].find((record) => record.Type === 'SOA');
  const authorities = soa === undefined ? [] : toAnswers(soa, soa.Name.replace(/\.$/, ''));
  return { kind: exists ? 'no data' : 'no name', soa: authorities };
}

/**
 * The records of a name; when it does not exist, those of the closest wildcard above it. A name exists also when there
 * are only names below it.
 */
function recordsAt(zone: Zone, name: string): { readonly exists: boolean; readonly records: RecordSet[] } {
  const all = [...zone.served.values()];
  const exact = all.filter((record) => record.Name === name);
  const hasChildren = all.some((record) => record.Name.endsWith(`.${name}`));
  if (exact.length > 0 || hasChildren) return { exists: true, records: exact };
  const labels = name.split('.');
  for (let cut = 1; cut < labels.length - 1; cut += 1) {
    const wildcard = `*.${labels.slice(cut).join('.')}`;
    const found = all.filter((record) => record.Name === wildcard || record.Name === wildcard.replace('*', '\\052'));
    if (found.length > 0) return { exists: true, records: found };
  }
  return { exists: false, records: [] };
}

/** Of weighted records one is chosen by chance, as Route 53 does. */
function choose(records: readonly RecordSet[]): RecordSet | undefined {
  const total = records.reduce((sum, { Weight }) => sum + Number(Weight ?? 1), 0);
  let point = Math.random() * total;
  for (const record of records) {
    point -= Number(record.Weight ?? 1);
    if (point < 0) return record;
  }
  return records[0];
}
