import type { Job } from './jobs.js';
import type { InstanceHost } from './instance-host.js';

/** One tag, in AWS's own spelling. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Where a record belongs. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** A security group of an instance; `removing` ones still count, `adding` ones do not yet. */
export interface GroupMembership {
  readonly id: string;
  readonly status: 'active' | 'adding' | 'removing';
}

/** What a modification can change on a record in one step. */
export interface InstanceSettings {
  instanceClass: string;
  allocatedStorage: number;
  storageType: string;
  iops: number | undefined;
  storageThroughput: number | undefined;
  engineVersion: string;
  multiAz: boolean;
  port: number;
  backupRetention: number;
  backupWindow: string;
  maintenanceWindow: string;
  autoMinorVersionUpgrade: boolean;
  publiclyAccessible: boolean;
  copyTagsToSnapshot: boolean;
  deletionProtection: boolean;
  monitoringInterval: number;
  performanceInsights: boolean;
  logExports: readonly string[];
  iamAuthentication: boolean;
  caIdentifier: string;
  engineLifecycleSupport: string;
}

/** Changes that were accepted and are not in force yet. */
export interface PendingChanges {
  identifier?: string;
  masterPassword?: string;
  securityGroups?: readonly string[];
  parameterGroup?: string;
  settings?: Partial<InstanceSettings>;
}

/** The secret that holds a master user's password which RDS manages. */
export interface MasterSecret {
  readonly arn: string;
  readonly kmsKeyId: string;
  status: 'creating' | 'active' | 'rotating';
}

/** One DB instance. */
export interface InstanceRecord extends InstanceSettings, Place {
  identifier: string;
  readonly resourceId: string;
  readonly masterUsername: string;
  masterSecret: MasterSecret | undefined;
  readonly databaseName: string | undefined;
  readonly storageEncrypted: boolean;
  readonly kmsKeyId: string | undefined;
  readonly subnetGroup: string;
  readonly zone: string;
  readonly host: InstanceHost;
  status: string;
  createdAt: Date | undefined;
  securityGroups: readonly GroupMembership[];
  parameterGroup: { readonly name: string; readonly status: 'in-sync' | 'applying' | 'pending-reboot' };
  /** Parameter values that the server works with; static ones from its last start. */
  parameters: Readonly<Record<string, string>>;
  /** Accepted with ApplyImmediately, or of a kind that never waits: the running job takes them. */
  queued: PendingChanges;
  /** Accepted without ApplyImmediately: they wait for the next modification that is applied at once. */
  deferred: PendingChanges;
  tags: readonly Tag[];
  /** What is being done in the background; jobs of one instance run one after another. */
  job: Job | undefined;
}

/** An instance that has no machine yet. */
export type InstanceDraft = Omit<InstanceRecord, 'host'>;

/** Manual ones are made by a call or a copy, automated ones by the service. */
export type SnapshotType = 'manual' | 'automated';

/** One DB snapshot. */
export interface SnapshotRecord extends Place {
  readonly identifier: string;
  readonly type: SnapshotType;
  readonly instanceIdentifier: string;
  readonly resourceId: string;
  readonly engineVersion: string;
  readonly instanceClass: string;
  readonly masterUsername: string;
  readonly databaseName: string | undefined;
  readonly allocatedStorage: number;
  readonly storageType: string;
  readonly iops: number | undefined;
  readonly storageThroughput: number | undefined;
  readonly port: number;
  readonly zone: string;
  readonly vpcId: string;
  readonly instanceCreatedAt: Date | undefined;
  readonly backupRetention: number;
  readonly backupWindow: string;
  readonly encrypted: boolean;
  readonly kmsKeyId: string | undefined;
  readonly iamAuthentication: boolean;
  /** Set on copies across accounts or regions. */
  readonly sourceArn: string | undefined;
  readonly sourceRegion: string | undefined;
  /** The data directory; nobody writes to it once the snapshot is available. */
  readonly directory: string;
  status: 'creating' | 'available' | 'failed';
  percent: number;
  createdAt: Date | undefined;
  originallyCreatedAt: Date | undefined;
  size: number | undefined;
  /** Account ids, or `all`. */
  sharedWith: readonly string[];
  tags: readonly Tag[];
  job: Job | undefined;
}

/** One DB subnet group. */
export interface SubnetGroupRecord extends Place {
  readonly name: string;
  description: string;
  vpcId: string;
  subnets: readonly { readonly subnetId: string; readonly zone: string }[];
  tags: readonly Tag[];
}

/** A parameter as a user set it. */
export interface UserParameter {
  readonly value: string;
  readonly applyMethod: 'immediate' | 'pending-reboot';
}

/** One DB parameter group; it holds only what differs from the engine's defaults. */
export interface ParameterGroupRecord extends Place {
  readonly name: string;
  readonly family: string;
  readonly description: string;
  readonly values: Map<string, UserParameter>;
  tags: readonly Tag[];
}

/** Something that happened to an instance or a snapshot. */
export interface EventRecord {
  readonly sourceType: 'db-instance' | 'db-snapshot' | 'db-parameter-group';
  readonly sourceIdentifier: string;
  readonly sourceArn: string;
  readonly categories: readonly string[];
  readonly message: string;
  readonly date: Date;
}
