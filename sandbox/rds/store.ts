import { EventLog } from './events.js';
import { faults } from './faults.js';
import { parseArn } from './names.js';
import type { InstanceRecord, ParameterGroupRecord, Place, SnapshotRecord, SubnetGroupRecord } from './records.js';

/** Everything that RDS holds for one account in one region, by name. */
export class RegionState {
  readonly instances = new Map<string, InstanceRecord>();
  readonly snapshots = new Map<string, SnapshotRecord>();
  readonly subnetGroups = new Map<string, SubnetGroupRecord>();
  readonly parameterGroups = new Map<string, ParameterGroupRecord>();
  readonly events = new EventLog();

  constructor(readonly place: Place) {}

  /** Finds an instance by its name or by an ARN of this account and region. */
  instance(nameOrArn: string): InstanceRecord {
    const name = this.#ownName(nameOrArn, 'db')?.toLowerCase();
    const record = name === undefined ? undefined : this.instances.get(name);
    if (record === undefined) throw faults.instanceNotFound(nameOrArn);
    return record;
  }

  /** Finds a snapshot of this account and region by its name or ARN. */
  snapshot(nameOrArn: string): SnapshotRecord {
    const name = this.#ownName(nameOrArn, 'snapshot')?.toLowerCase();
    const record = name === undefined ? undefined : this.snapshots.get(name);
    if (record === undefined) throw faults.snapshotNotFound(nameOrArn);
    return record;
  }

  #ownName(nameOrArn: string, kind: string): string | undefined {
    const parsed = parseArn(nameOrArn);
    if (parsed === undefined) return nameOrArn;
    const own = parsed.accountId === this.place.accountId && parsed.region === this.place.region;
    return own && parsed.kind === kind ? parsed.name : undefined;
  }
}

/** All accounts and regions. */
export class Store {
  readonly #regions = new Map<string, RegionState>();

  region({ accountId, region }: Place): RegionState {
    const key = `${accountId}/${region}`;
    const state = this.#regions.get(key) ?? new RegionState({ accountId, region });
    this.#regions.set(key, state);
    return state;
  }

  all(): readonly RegionState[] {
    return [...this.#regions.values()];
  }

  /**
   * Finds the snapshot that a caller means: one of its own by name or ARN, or another account's by ARN if that is
   * shared with it. A plain name never reaches into another account.
   *
   * @throws {AwsError} `DBSnapshotNotFound` also for one that is not shared: its existence is nobody else's business.
   */
  readableSnapshot(caller: Place, nameOrArn: string): SnapshotRecord {
    const parsed = parseArn(nameOrArn);
    if (parsed === undefined) return this.region(caller).snapshot(nameOrArn);
    const record =
      parsed.kind === 'snapshot' ? this.region(parsed).snapshots.get(parsed.name.toLowerCase()) : undefined;
    if (record === undefined || !isReadable(record, caller.accountId)) throw faults.snapshotNotFound(nameOrArn);
    return record;
  }

  /** Tells whether a snapshot still exists and may still be read by an account. */
  stillReadable(record: SnapshotRecord, accountId: string): boolean {
    return this.region(record).snapshots.get(record.identifier) === record && isReadable(record, accountId);
  }
}

/** Tells whether an account may read a snapshot: its owner, and those with whom it is shared. */
export function isReadable(record: SnapshotRecord, accountId: string): boolean {
  return record.accountId === accountId || record.sharedWith.includes(accountId) || record.sharedWith.includes('all');
}
