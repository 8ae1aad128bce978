const naming = [
  'ResourceName',
  'ResourceArn',
  'TargetDBSnapshotIdentifier',
  'DBSnapshotIdentifier',
  'DBInstanceIdentifier',
  'DBParameterGroupName',
  'DBSubnetGroupName',
  'HostedZoneId',
  'Id',
  'SecretId',
  'RoleArn',
  'RoleName',
  'UserName',
  'PolicyName',
  'KeyId',
  'AliasName',
  'InstanceId',
  'GroupId',
  'GroupName',
  'VpcId',
  'AccountId',
  'Name',
] as const;

/**
 * Names what a call is about, as well as its parameters tell: an ARN or a name, `bucket/key` for S3; for a restore the
 * instance that is made, for a copy the snapshot that is made.
 */
export function nameResource(service: string, action: string, parameters: Readonly<Record<string, unknown>>): string {
  if (service === 's3') return [parameters.Bucket, parameters.Key].filter(isText).join('/');
  const first = action.startsWith('RestoreDBInstance') ? parameters.DBInstanceIdentifier : undefined;
  if (isText(first)) return first;
  for (const name of naming) {
    const value = parameters[name];
    if (isText(value)) return value;
  }
  return '';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
