import type { CnameRecord } from '../../../../domain/messages/dns.js';
import type { ObservedInstance } from '../../../../domain/messages/parity.js';
import type { Place } from '../../../../domain/messages/slices.js';
import type { DatabaseParameter } from '../../../../domain/parameters.js';
import { tagKeys, type Tags } from '../../../../domain/tags.js';
import { FakeHousehold } from './household.js';
import { FakeOrganization } from './organization.js';
import type { FakeStack } from './stack-activities.js';

/** Whether a copy of a database still holds what production's people wrote. */
export type Data = 'raw' | 'sanitised';

/** A snapshot of the fake cloud. */
export interface FakeSnapshot {
  readonly place: Place;
  readonly id: string;
  readonly arn: string;
  readonly tags: Tags;
  readonly data: Data;
  readonly createdAt: string;
  readonly dataTime: string;
  readonly sharedWith: Set<string>;
  /** A copy fails when its source goes, or is no longer shared, before it is done. */
  readonly source?: FakeSnapshot;
  /** How many more times it is looked at before it is available. */
  polls: number;
  failed: boolean;
}

/** An instance of the fake cloud. */
export interface FakeInstance {
  readonly place: Place;
  readonly id: string;
  readonly resourceId: string;
  readonly endpoint: string;
  readonly securityGroup: string;
  readonly parameterGroup: string;
  tags: Tags;
  data: Data;
  dataTime: string;
  password: 'production' | 'unknown';
  logins: 'production' | 'application' | 'fenced';
  writable: boolean;
  verified: boolean;
  marked: boolean;
  polls: number;
  deleting: boolean;
}

/** Everything that exists in the fake cloud, by account, region and name. */
export class Resources {
  readonly snapshots = new Map<string, FakeSnapshot>();
  readonly instances = new Map<string, FakeInstance>();
  readonly parameterGroups = new Map<string, Tags>();
  /** What an instance is like, where it is not like all others; by its key, as the parameters that it sets. */
  readonly observed = new Map<string, Partial<ObservedInstance>>();
  readonly parameters = new Map<string, readonly DatabaseParameter[]>();
  readonly secrets = new Map<string, Tags>();
  readonly records = new Map<string, CnameRecord>();
  readonly organization = new FakeOrganization();
  readonly household = new FakeHousehold();
  /** The stacks of the environment. */
  stacks: FakeStack[] = [];
  /** What the verifier has signed. */
  readonly statements = new Set<string>();
  /** Visible changes, in the order in which they happened. */
  readonly effects: string[] = [];
  private made = 0;

  /** Says that something visible happened. */
  did(effect: string): void {
    this.effects.push(effect);
  }

  /** A number that no other resource has. */
  next(): number {
    return ++this.made;
  }

  /** Lists what exists, in lines that are equal when two worlds are, whatever their resource ids and times. */
  view(): string[] {
    const lines = [
      ...[...this.snapshots.entries()].map(
        ([key, { data, sharedWith, tags }]) =>
          `snapshot ${key} ${tags[tagKeys.kind] ?? 'not ours'} ${data} shared with [${[...sharedWith].join()}]`,
      ),
      ...[...this.instances.entries()].map(
        ([key, { data, logins, tags, deleting }]) =>
          `instance ${key} ${tags[tagKeys.kind] ?? 'not ours'} ${data} ${logins}` +
          (tags[tagKeys.retireAfter] === undefined ? '' : ' to be retired') +
          (deleting ? ' deleting' : ''),
      ),
      ...[...this.parameterGroups.keys()].map((key) => `parameter group ${key}`),
      ...[...this.secrets.keys()].map((key) => `secret ${key}`),
      ...[...this.records.values()].map(({ name, value }) => `record ${name} ${value}`),
    ];
    return lines.toSorted();
  }

  /** Lists what Backlot made. */
  ours(): string[] {
    return this.view().filter((line) => !line.includes(' not ours '));
  }
}

/** The key of a resource in one place. */
export function keyOf({ account, region }: Place, id: string): string {
  return `${account}/${region}/${id}`;
}
