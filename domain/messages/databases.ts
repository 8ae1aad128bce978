import type { Tags } from '../tags.js';
import type { Place, SourceSlice } from './slices.js';

/** A snapshot in one place. */
export interface SnapshotAt {
  readonly place: Place;
  readonly id: string;
}

/** What is known of a snapshot that is available. */
export interface SnapshotInfo {
  readonly id: string;
  readonly arn: string;
  /** ISO time. */
  readonly createdAt: string;
  /** ISO time of the data in it: its own, or what the tag of a copy says. */
  readonly dataTime: string;
  readonly sizeGiB: number;
  readonly engineVersion: string;
}

/** A copy of a snapshot under a key of the place that gets it. */
export interface CopyInput {
  readonly source: { readonly arn: string; readonly region: string };
  readonly to: SnapshotAt;
  /** Alias of the key in the target's account. */
  readonly key: string;
  readonly tags: Tags;
}

/** A snapshot and the account that may, or may no longer, copy it. */
export interface ShareInput extends SnapshotAt {
  readonly account: string;
}

/** A snapshot to be taken of an instance. */
export interface TakeInput extends SnapshotAt {
  readonly instance: string;
  readonly tags: Tags;
}

/** An instance in one place. */
export interface InstanceAt {
  readonly place: Place;
  readonly instance: string;
}

/** What is known of an instance that is available. */
export interface InstanceInfo {
  readonly instance: string;
  /** Unique for the instance's life, unlike its name. */
  readonly resourceId: string;
  readonly endpoint: string;
  readonly port: number;
  readonly masterUser: string;
  readonly engineVersion: string;
  readonly instanceClass: string;
}

/** A restore of a snapshot to a new instance. */
export interface RestoreInput extends InstanceAt {
  readonly snapshotId: string;
  readonly parameterGroup: string;
  /** Name of the security group, looked up in the place. */
  readonly securityGroup: string;
  readonly instanceClass?: string;
  readonly tags: Tags;
}

/** A parameter group made from a source instance's own parameters. */
export interface ParameterGroupInput {
  readonly place: Place;
  readonly name: string;
  readonly source: SourceSlice;
  /** `quarantine` keeps what recovery needs and stops all that could act; `environment` takes what applies. */
  readonly purpose: 'quarantine' | 'environment';
  readonly tags: Tags;
}

/** Tags to be added to an instance, and keys to be taken away. */
export interface RetagInput extends InstanceAt {
  readonly add: Tags;
  readonly remove: readonly string[];
}
