/** Values of condition keys: most have one, some a set. */
export type ContextValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The condition keys whose values the sandbox knows whenever AWS would; a `*` stands for a tag's key or a part of a
 * name. A policy that asks for another one cannot be decided.
 */
const knownKeys = [
  ...['aws:PrincipalArn', 'aws:PrincipalAccount', 'aws:PrincipalType', 'aws:PrincipalTag/*', 'aws:PrincipalOrgID'],
  ...['aws:userid', 'aws:username', 'aws:SourceIp', 'aws:SecureTransport', 'aws:ViaAWSService'],
  ...['aws:CurrentTime', 'aws:EpochTime', 'aws:RequestedRegion'],
  ...['aws:ResourceAccount', 'aws:ResourceOrgID', 'aws:RequestTag/*', 'aws:TagKeys'],
  ...['kms:ViaService', 'kms:CallerAccount', 'kms:GrantIsForAWSResource', 'kms:GrantOperations'],
  ...['kms:GranteePrincipal', 'kms:EncryptionContext:*', 'kms:EncryptionContextKeys', 'kms:EncryptionAlgorithm'],
  ...['kms:ResourceAliases', 'kms:RequestAlias', 'kms:SigningAlgorithm', 'kms:MessageType', 'kms:KeySpec'],
  ...['kms:KeyUsage'],
  ...['rds:PubliclyAccessible', 'rds:StorageEncrypted', 'rds:MultiAz', 'rds:DatabaseClass', 'rds:DatabaseEngine'],
  'route53:ChangeResourceRecordSets*',
  ...['s3:prefix', 's3:x-amz-server-side-encryption', 's3:x-amz-server-side-encryption-aws-kms-key-id'],
  ...['secretsmanager:Name', 'secretsmanager:SecretId', 'secretsmanager:ForceDeleteWithoutRecovery'],
  ...['iam:PermissionsBoundary', 'iam:PolicyARN'],
  ...['sts:RoleSessionName', 'sts:ExternalId'],
].map((key) => key.toLowerCase());

/** What is known of a call, by condition key. The names of keys are not case-sensitive. */
export class RequestContext {
  private readonly values: ReadonlyMap<string, readonly string[]>;

  /** @param tagged whether the resource's tags are among the values, however few there are. */
  constructor(
    values: ContextValues,
    private readonly tagged = false,
  ) {
    this.values = new Map(
      Object.entries(values).flatMap(([key, value]) =>
        value === undefined ? [] : [[key.toLowerCase(), typeof value === 'string' ? [value] : value] as const],
      ),
    );
  }

  /** The values of a key; `undefined` when the call has none. */
  get(key: string): readonly string[] | undefined {
    return this.values.get(key.toLowerCase());
  }

  /** Tells whether the absence of a key means anything. */
  isKnown(key: string): boolean {
    const name = key.toLowerCase();
    if (this.values.has(name)) return true;
    if (name.startsWith('aws:resourcetag/')) return this.tagged;
    return knownKeys.some((known) => (known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : name === known));
  }
}
