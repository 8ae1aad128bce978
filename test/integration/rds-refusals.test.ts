import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { boto3 } from './support/boto3.js';
import { sharedSandbox, uniqueEnvironment } from './support/sandbox.js';

const sandbox = sharedSandbox();
const owner = uniqueEnvironment();
const other = uniqueEnvironment();

const helpers = `
from botocore.config import Config
rds, kms = client('rds'), client('kms')
account = client('sts').get_caller_identity()['Account']
def until(ask, wanted):
    while ask() != wanted: time.sleep(0.02)
def instance(name): return rds.describe_db_instances(DBInstanceIdentifier=name)['DBInstances'][0]
def snapshot(name): return rds.describe_db_snapshots(DBSnapshotIdentifier=name)['DBSnapshots'][0]
def arn(owner, name): return f'arn:aws:rds:us-east-1:{owner}:snapshot:{name}'
new = dict(DBInstanceClass='db.t4g.micro', Engine='postgres', AllocatedStorage=20, MasterUsername='acme_admin', DBSubnetGroupName='backlot-data')
good = dict(new, DBInstanceIdentifier='fine', MasterUserPassword='Corr3ct-Horse')
def restored(name, **more): return rds.restore_db_instance_from_db_snapshot(DBInstanceIdentifier='restored', DBSnapshotIdentifier=name, **more)
def copied(name, **more): return rds.copy_db_snapshot(**dict(dict(SourceDBSnapshotIdentifier=name, TargetDBSnapshotIdentifier='copied'), **more))
def shared(name, *accounts, attribute='restore'): return rds.modify_db_snapshot_attribute(DBSnapshotIdentifier=name, AttributeName=attribute, ValuesToAdd=list(accounts))
def past(**more): return rds.restore_db_instance_to_point_in_time(**dict(dict(SourceDBInstanceIdentifier='plain', TargetDBInstanceIdentifier='past'), **more))
`;

/** The account numbers of the two environments, and the ARN of a key that only the first one may use. */
let accounts: { readonly owner: string; readonly other: string; readonly key: string };

beforeAll(async () => {
  const [{ id: ownerId }, { id: otherId }] = await Promise.all([
    sandbox.client.addEnvironment(owner),
    sandbox.client.addEnvironment(other),
  ]);
  const [key] = await boto3(
    sandbox,
    { account: owner },
    `${helpers}
group = client('ec2').describe_security_groups(Filters=[dict(Name='group-name', Values=['backlot-data'])])['SecurityGroups'][0]['GroupId']
rds.create_db_instance(**dict(new, DBInstanceIdentifier='plain', ManageMasterUserPassword=True, VpcSecurityGroupIds=[group]))
rds.create_db_instance(**dict(good, DBInstanceIdentifier='secret', StorageEncrypted=True, BackupRetentionPeriod=0, DeletionProtection=True))
for name in ('plain', 'secret'): until(lambda: instance(name)['DBInstanceStatus'], 'available')
for name in ('plain', 'secret'): rds.create_db_snapshot(DBInstanceIdentifier=name, DBSnapshotIdentifier=f'{name}-1')
for name in ('plain-1', 'secret-1'): until(lambda: snapshot(name)['Status'], 'available')
key = kms.create_key()['KeyMetadata']['Arn']
rds.copy_db_snapshot(SourceDBSnapshotIdentifier='plain-1', TargetDBSnapshotIdentifier='own-1', KmsKeyId=key)
until(lambda: snapshot('own-1')['Status'], 'available')
shared('own-1', '${otherId}')
for name in ('disabled', 'pending'):
    id = kms.create_key()['KeyMetadata']['KeyId']
    kms.create_alias(AliasName=f'alias/{name}', TargetKeyId=id)
    if name == 'disabled': kms.disable_key(KeyId=id)
    else: kms.schedule_key_deletion(KeyId=id, PendingWindowInDays=7)
answer(key)
`,
  );
  accounts = { owner: ownerId, other: otherId, key: String(key) };
});

type Refusals = readonly (readonly [call: string, code: string])[];

/** Runs Python calls in an account and returns each with the code that it got. */
async function codesOf(account: string, refusals: Refusals): Promise<unknown[]> {
  const script = `${helpers}
owner, other, key = '${accounts.owner}', '${accounts.other}', '${accounts.key}'
subnets = lambda: [subnet['SubnetIdentifier'] for subnet in rds.describe_db_subnet_groups(DBSubnetGroupName='backlot-data')['DBSubnetGroups'][0]['Subnets']]
automated = lambda: rds.describe_db_snapshots(DBInstanceIdentifier='plain', SnapshotType='automated')['DBSnapshots'][0]['DBSnapshotIdentifier']
${refusals.map(([call]) => `answer(code_of(lambda: ${call}))`).join('\n')}
`;
  const answers = await boto3(sandbox, { account }, script);
  return answers.map((code, index) => [refusals[index]?.[0], code]);
}

const own: Refusals = [
  ["rds.create_db_instance(**dict(good, DBInstanceIdentifier='plain'))", 'DBInstanceAlreadyExists'],
  ["rds.create_db_instance(**dict(good, Engine='oracle'))", 'InvalidParameterValue'],
  ["rds.create_db_instance(**dict(good, EngineVersion='9.3.3'))", 'InvalidParameterCombination'],
  ["rds.create_db_instance(**dict(good, DBInstanceClass='db.bogus.micro'))", 'InvalidParameterValue'],
  ["rds.create_db_instance(**dict(good, VpcSecurityGroupIds=['sg-bogus']))", 'InvalidParameterValue'],
  ["rds.create_db_instance(**dict(good, DBSubnetGroupName='nowhere'))", 'DBSubnetGroupNotFoundFault'],
  ["rds.create_db_instance(**dict(good, DBParameterGroupName='none'))", 'DBParameterGroupNotFound'],
  ['rds.create_db_instance(**dict(good, ManageMasterUserPassword=True))', 'InvalidParameterCombination'],
  ["rds.create_db_instance(**dict(good, StorageEncrypted=True, KmsKeyId='alias/none'))", 'KMSKeyNotAccessibleFault'],
  [
    "rds.create_db_instance(**dict(good, StorageEncrypted=True, KmsKeyId='alias/disabled'))",
    'KMSKeyNotAccessibleFault',
  ],
  ["rds.create_db_instance(**dict(good, StorageEncrypted=True, KmsKeyId='alias/pending'))", 'KMSKeyNotAccessibleFault'],
  [
    "rds.modify_db_instance(DBInstanceIdentifier='plain', NewDBInstanceIdentifier='secret', ApplyImmediately=True)",
    'DBInstanceAlreadyExists',
  ],
  ["rds.modify_db_instance(DBInstanceIdentifier='plain', VpcSecurityGroupIds=['sg-bogus'])", 'InvalidParameterValue'],
  [
    "rds.modify_db_instance(DBInstanceIdentifier='plain', MasterUserPassword='Corr3ct-Horse')",
    'InvalidParameterCombination',
  ],
  [
    "rds.modify_db_instance(DBInstanceIdentifier='plain', RotateMasterUserPassword=True)",
    'InvalidParameterCombination',
  ],
  ["rds.modify_db_instance(DBInstanceIdentifier='plain', AllocatedStorage=5)", 'InvalidParameterValue'],
  ["rds.modify_db_instance(DBInstanceIdentifier='none')", 'DBInstanceNotFound'],
  ["rds.delete_db_instance(DBInstanceIdentifier='plain')", 'InvalidParameterCombination'],
  [
    "rds.delete_db_instance(DBInstanceIdentifier='plain', SkipFinalSnapshot=True, FinalDBSnapshotIdentifier='x')",
    'InvalidParameterCombination',
  ],
  [
    "rds.delete_db_instance(DBInstanceIdentifier='plain', FinalDBSnapshotIdentifier='plain-1')",
    'DBSnapshotAlreadyExists',
  ],
  ["rds.delete_db_instance(DBInstanceIdentifier='secret', SkipFinalSnapshot=True)", 'InvalidParameterCombination'],
  ["rds.create_db_snapshot(DBInstanceIdentifier='plain', DBSnapshotIdentifier='plain-1')", 'DBSnapshotAlreadyExists'],
  ["rds.create_db_snapshot(DBInstanceIdentifier='plain', DBSnapshotIdentifier='rds:plain')", 'InvalidParameterValue'],
  ["rds.create_db_snapshot(DBInstanceIdentifier='none', DBSnapshotIdentifier='x')", 'DBInstanceNotFound'],
  ["rds.delete_db_snapshot(DBSnapshotIdentifier='none')", 'DBSnapshotNotFound'],
  ['rds.delete_db_snapshot(DBSnapshotIdentifier=automated())', 'InvalidDBSnapshotState'],
  ["copied('plain-1', TargetDBSnapshotIdentifier='secret-1')", 'DBSnapshotAlreadyExists'],
  ["copied('plain-1', KmsKeyId='alias/disabled')", 'KMSKeyNotAccessibleFault'],
  ["copied('none')", 'DBSnapshotNotFound'],
  ["shared('secret-1', other)", 'InvalidParameterCombination'],
  ["shared('own-1', 'all')", 'InvalidParameterCombination'],
  ["shared('own-1', 'bogus')", 'InvalidParameterValue'],
  ["shared('own-1', other, attribute='copy')", 'InvalidParameterValue'],
  ["shared('own-1', *[str(700000000000 + n) for n in range(20)])", 'SharedSnapshotQuotaExceeded'],
  ['shared(automated(), other)', 'InvalidDBSnapshotState'],
  ["restored('plain-1', ManageMasterUserPassword=True)", 'InvalidParameterCombination'],
  ["restored('plain-1', DBInstanceClass='db.bogus.micro')", 'InvalidParameterValue'],
  ["restored('plain-1', DBSubnetGroupName='nowhere')", 'DBSubnetGroupNotFoundFault'],
  ["past(RestoreTime='2100-01-01T00:00:00Z')", 'InvalidParameterValue'],
  ["past(RestoreTime='2001-01-01T00:00:00Z')", 'InvalidParameterValue'],
  ["past(RestoreTime='2001-01-01T00:00:00Z', UseLatestRestorableTime=True)", 'InvalidParameterCombination'],
  ["past(SourceDBInstanceIdentifier='secret', UseLatestRestorableTime=True)", 'PointInTimeRestoreNotEnabled'],
  ['rds.describe_db_instances(MaxRecords=5)', 'InvalidParameterValue'],
  ["rds.describe_db_instances(Marker='nonsense')", 'InvalidParameterValue'],
  ["rds.describe_db_instances(Filters=[dict(Name='tag:a', Values=['b'])])", 'InvalidParameterValue'],
  ["rds.describe_db_snapshots(SnapshotType='bogus')", 'InvalidParameterValue'],
  ["rds.describe_db_snapshots(DBSnapshotIdentifier='none')", 'DBSnapshotNotFound'],
  ["rds.start_db_instance(DBInstanceIdentifier='plain')", 'InvalidDBInstanceState'],
  ["rds.delete_db_subnet_group(DBSubnetGroupName='backlot-data')", 'InvalidDBSubnetGroupStateFault'],
  [
    "rds.create_db_subnet_group(DBSubnetGroupName='x', DBSubnetGroupDescription='x', SubnetIds=['subnet-bogus'])",
    'InvalidSubnet',
  ],
  [
    "rds.create_db_subnet_group(DBSubnetGroupName='x', DBSubnetGroupDescription='x', SubnetIds=subnets()[:1])",
    'DBSubnetGroupDoesNotCoverEnoughAZs',
  ],
  ["rds.delete_db_parameter_group(DBParameterGroupName='default.postgres18')", 'InvalidDBParameterGroupState'],
  ['rds.describe_db_proxies()', 'NotImplemented'],
];

test('what RDS refuses, it refuses with its code', async () => {
  expect(await codesOf(owner, own)).toEqual(own);
});

const foreign: Refusals = [
  ["copied(arn(owner, 'plain-1'), KmsKeyId='alias/backlot-data')", 'DBSnapshotNotFound'],
  ["restored(arn(owner, 'plain-1'))", 'DBSnapshotNotFound'],
  ["copied('own-1', KmsKeyId='alias/backlot-data')", 'DBSnapshotNotFound'],
  ["copied(arn(owner, 'own-1'))", 'KMSKeyNotAccessibleFault'],
  ["copied(arn(owner, 'own-1'), KmsKeyId='alias/backlot-data')", 'KMSKeyNotAccessibleFault'],
  ["copied(arn(owner, 'own-1'), KmsKeyId=key)", 'KMSKeyNotAccessibleFault'],
  ["restored(arn(owner, 'own-1'))", 'InvalidDBSnapshotState'],
  ["shared(arn(owner, 'own-1'), other)", 'DBSnapshotNotFound'],
  ["rds.delete_db_snapshot(DBSnapshotIdentifier=arn(owner, 'own-1'))", 'DBSnapshotNotFound'],
  ["rds.describe_db_snapshots(DBSnapshotIdentifier='own-1', SnapshotType='shared')", 'DBSnapshotNotFound'],
  ["rds.describe_db_snapshots(DBSnapshotIdentifier=arn(owner, 'own-1'))", 'DBSnapshotNotFound'],
  ["rds.add_tags_to_resource(ResourceName=arn(owner, 'own-1'), Tags=[dict(Key='a', Value='b')])", 'AccessDenied'],
  ["rds.describe_db_instances(DBInstanceIdentifier=f'arn:aws:rds:us-east-1:{owner}:db:plain')", 'DBInstanceNotFound'],
];

test('what is another account’s is refused, shared or not', async () => {
  expect(await codesOf(other, foreign)).toEqual(foreign);
});

test('a managed password stands in a secret, lets its user in, and is rotated and given up', async () => {
  const secretOf = `json.loads(client('secretsmanager').get_secret_value(SecretId=instance('plain')['MasterUserSecret']['SecretArn'])['SecretString'])`;
  const [endpoint, status, first] = await boto3(
    sandbox,
    { account: owner },
    `${helpers}
answer(instance('plain')['Endpoint']['Address'])
answer(instance('plain')['MasterUserSecret']['SecretStatus'])
answer(${secretOf})
`,
  );
  expect(status).toBe('active');
  expect(first).toMatchObject({ username: 'acme_admin' });
  expect(await logIn(String(endpoint), first as Login)).toBe('acme_admin');
  const [second, gone] = await boto3(
    sandbox,
    { account: owner },
    `${helpers}
rds.modify_db_instance(DBInstanceIdentifier='plain', RotateMasterUserPassword=True, ApplyImmediately=True)
until(lambda: instance('plain')['MasterUserSecret']['SecretStatus'], 'active')
answer(${secretOf})
secret = instance('plain')['MasterUserSecret']['SecretArn']
until(lambda: instance('plain')['DBInstanceStatus'], 'available')
rds.modify_db_instance(DBInstanceIdentifier='plain', ManageMasterUserPassword=False, MasterUserPassword='Corr3ct-Horse')
until(lambda: instance('plain')['PendingModifiedValues'], {})
answer(['MasterUserSecret' in instance('plain'), code_of(lambda: client('secretsmanager').get_secret_value(SecretId=secret))])
`,
  );
  expect((second as Login).password).not.toBe((first as Login).password);
  expect(gone).toEqual([false, 'ResourceNotFoundException']);
  expect(await logIn(String(endpoint), { username: 'acme_admin', password: 'Corr3ct-Horse' })).toBe('acme_admin');
  await expect(logIn(String(endpoint), second as Login)).rejects.toMatchObject({ code: '28P01' });
});

interface Login {
  readonly username: string;
  readonly password: string;
}

/** Connects from the environment's services and says who that is. */
async function logIn(endpoint: string, { username, password }: Login): Promise<unknown> {
  const resolver = new Resolver();
  resolver.setServers([sandbox.description.dnsServer]);
  const [host = ''] = await resolver.resolve4(endpoint);
  const { places } = await sandbox.client.describe();
  const socket = new Socket();
  const connect = socket.connect.bind(socket);
  const from = { localAddress: places[`${owner}-client`] ?? '' };
  const client = new pg.Client({
    host,
    user: username,
    password,
    database: 'postgres',
    stream: () =>
      Object.assign(socket, { connect: (port: number, to: string) => connect({ port, host: to, ...from }) }),
    ssl: { ca: await readFile(sandbox.description.databaseCaFile, 'utf8'), servername: endpoint },
  });
  await client.connect();
  try {
    return (await client.query<{ current_user: string }>('SELECT current_user')).rows[0]?.current_user;
  } finally {
    await client.end();
  }
}
