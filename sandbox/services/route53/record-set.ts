/** One record set of a zone, in the members of Route 53's API. */
export interface RecordSet {
  /** Lower case, with the dot at the end. */
  readonly Name: string;
  readonly Type: string;
  readonly TTL?: string;
  readonly ResourceRecords?: readonly { readonly Value: string }[];
  readonly AliasTarget?: {
    readonly DNSName: string;
    readonly HostedZoneId: string;
    readonly EvaluateTargetHealth: string;
  };
  readonly SetIdentifier?: string;
  readonly Weight?: string;
  readonly Region?: string;
  readonly Failover?: string;
  readonly MultiValueAnswer?: string;
  readonly HealthCheckId?: string;
}

/** Writes a name as Route 53 keeps it: lower case, with the dot at the end. */
export function absoluteName(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith('.') ? lower : `${lower}.`;
}

/** What makes a record set unique in its zone. */
export function recordKey(record: Pick<RecordSet, 'Name' | 'Type' | 'SetIdentifier'>): string {
  return `${record.Name} ${record.Type} ${record.SetIdentifier ?? ''}`;
}

/** Route 53's order: by name read from its end (`com.example.www`), then by type. */
export function compareRecords(
  a: Pick<RecordSet, 'Name' | 'Type' | 'SetIdentifier'>,
  b: Pick<RecordSet, 'Name' | 'Type' | 'SetIdentifier'>,
): number {
  return (
    compare(reversed(a.Name), reversed(b.Name)) ||
    compare(a.Type, b.Type) ||
    compare(a.SetIdentifier ?? '', b.SetIdentifier ?? '')
  );
}

/** Tells whether two record sets would give the same answers. */
export function sameValues(a: RecordSet, b: RecordSet): boolean {
  return canonical(a) === canonical(b);
}

function canonical(record: RecordSet): string {
  const values = (record.ResourceRecords ?? []).map(({ Value }) => Value).sort();
  const target = record.AliasTarget;
  const alias = target === undefined ? '' : `${absoluteName(target.DNSName)} ${target.HostedZoneId}`;
  return JSON.stringify([record.TTL ?? '', values, alias, record.Weight ?? '']);
}

function reversed(name: string): string {
  return name.split('.').filter(Boolean).reverse().join('.');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
