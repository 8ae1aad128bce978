import { AwsError } from '../gateway/contract.js';

/** RDS's own errors, with its codes and statuses. */
export const faults = {
  instanceNotFound: (id: string) => new AwsError('DBInstanceNotFound', `DBInstance ${id} not found.`, 404),
  instanceExists: () => new AwsError('DBInstanceAlreadyExists', 'DB instance already exists'),
  instanceState: (id: string, status: string) =>
    new AwsError('InvalidDBInstanceState', `Instance ${id} is not in available state: it is ${status}.`),
  instanceQuota: () =>
    new AwsError('InstanceQuotaExceeded', 'Cannot create another DB instance: the quota of instances is used up.'),
  storageQuota: () =>
    new AwsError('StorageQuotaExceeded', 'The quota of storage over all DB instances would be exceeded.'),
  snapshotNotFound: (id: string) => new AwsError('DBSnapshotNotFound', `DBSnapshot ${id} not found.`, 404),
  snapshotExists: (id: string) =>
    new AwsError(
      'DBSnapshotAlreadyExists',
      `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`,
    ),
  snapshotState: (message: string) => new AwsError('InvalidDBSnapshotState', message),
  snapshotQuota: (message: string) => new AwsError('SnapshotQuotaExceeded', message),
  sharedQuota: (most: number) =>
    new AwsError(
      'SharedSnapshotQuotaExceeded',
      `A manual snapshot can be shared with at most ${String(most)} accounts.`,
    ),
  subnetGroupNotFound: (name: string) =>
    new AwsError('DBSubnetGroupNotFoundFault', `DB subnet group '${name}' does not exist.`, 404),
  subnetGroupExists: (name: string) =>
    new AwsError('DBSubnetGroupAlreadyExists', `The DB subnet group '${name}' already exists.`),
  parameterGroupNotFound: (name: string) =>
    new AwsError('DBParameterGroupNotFound', `DBParameterGroup not found: ${name}`, 404),
  parameterGroupExists: (name: string) =>
    new AwsError('DBParameterGroupAlreadyExists', `Parameter group ${name} already exists`),
  parameterGroupState: (message: string) => new AwsError('InvalidDBParameterGroupState', message),
  keyNotAccessible: (message: string) => new AwsError('KMSKeyNotAccessibleFault', message),
  missing: (name: string) => new AwsError('MissingParameter', `The request must contain the parameter ${name}.`),
  value: (message: string) => new AwsError('InvalidParameterValue', message),
  combination: (message: string) => new AwsError('InvalidParameterCombination', message),
  pointInTimeDisabled: (id: string) =>
    new AwsError('PointInTimeRestoreNotEnabled', `The instance ${id} has no automated backups.`),
  notImplemented: (what: string) =>
    new AwsError('NotImplemented', `The sandbox's RDS does not implement ${what}.`, 501),
} as const;
