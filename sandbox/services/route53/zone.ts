import { randomBytes } from 'node:crypto';
import { compareRecords, recordKey, type RecordSet } from './record-set.js';

/** A VPC that a private zone answers in. */
export interface ZoneVpc {
  readonly VPCRegion: string;
  readonly VPCId: string;
}

/** What a zone is made of. */
export interface ZoneOptions {
  readonly accountId: string;
  readonly name: string;
  readonly callerReference: string;
  readonly comment?: string;
  readonly privateZone: boolean;
  readonly vpcs: readonly ZoneVpc[];
}

/** A hosted zone: the records as its owner has written them, and as the name servers already answer them. */
export class Zone {
  readonly id = `Z${randomId(20)}`;
  readonly nameServers: readonly string[] = makeNameServers();
  readonly authorizations: ZoneVpc[] = [];
  readonly tags = new Map<string, string>();
  readonly vpcs: ZoneVpc[];
  comment: string | undefined;
  /** As written; a change is here at once. */
  records: ReadonlyMap<string, RecordSet>;
  /** As served; a change is here once it is INSYNC. */
  served: ReadonlyMap<string, RecordSet>;

  constructor(readonly options: ZoneOptions) {
    this.comment = options.comment;
    this.vpcs = [...options.vpcs];
    const [first = ''] = this.nameServers;
    const soa = `${first}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`;
    const values = this.nameServers.map((server) => ({ Value: `${server}.` }));
    const own: RecordSet[] = [
      { Name: options.name, Type: 'NS', TTL: '172800', ResourceRecords: values },
      { Name: options.name, Type: 'SOA', TTL: '900', ResourceRecords: [{ Value: soa }] },
    ];
    this.records = new Map(own.map((record) => [recordKey(record), record]));
    this.served = this.records;
  }

  /** All records as written, in Route 53's order. */
  sorted(): RecordSet[] {
    return [...this.records.values()].sort(compareRecords);
  }
}

/** Makes an id of upper-case letters and digits. */
export function randomId(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  return [...randomBytes(length)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

function makeNameServers(): string[] {
  return ['com', 'net', 'org', 'co.uk'].map((suffix) => {
    const [high = 0, low = 0, pool = 0] = randomBytes(3);
    return `ns-${high * 8 + (low % 8)}.awsdns-${String(pool % 64).padStart(2, '0')}.${suffix}`;
  });
}
