/*
 * What IAM, STS, KMS, S3 and Secrets Manager refuse, and let pass, by the policies that have a say: tried with a client
 * that nobody here wrote, each case with AWS's code and words. All cases are tried by one program in one account.
 */
import { beforeAll, expect, test } from 'vitest';
import { boto3 } from './support/boto3.js';
import { sharedSandbox, uniqueEnvironment } from './support/sandbox.js';

const sandbox = sharedSandbox();
const account = uniqueEnvironment();
const outcomes = new Map<string, { readonly code: string; readonly words: string }>();
let id = '';

/** Sessions by the name that the program uses. */
async function sessions(): Promise<Record<string, object>> {
  const wanted = {
    source: ['production', 'BacklotSource'],
    scrub: ['cleanroom', 'BacklotScrub'],
    data: [account, 'BacklotData'],
    deploy: [account, 'BacklotDeploy'],
    cleanroom: ['cleanroom'],
    management: ['management'],
  } as const;
  const found = Object.entries(wanted).map(async ([name, [holder, role]]) => {
    const { accessKeyId, secretAccessKey, sessionToken } = await sandbox.client.credentials(holder, role);
    return [name, { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken }] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

const program = `
import os
from botocore.config import Config
as_ = {name: session(credentials) for name, credentials in json.loads(os.environ['SESSIONS']).items()}
me = os.environ['ACCOUNT']
root = lambda account: {'AWS': f'arn:aws:iam::{account}:root'}
allow = lambda action, **more: {'Effect': 'Allow', 'Action': action, 'Resource': '*', **more}
deny = lambda action, **more: {**allow(action, **more), 'Effect': 'Deny'}
document = lambda *statements: json.dumps({'Version': '2012-10-17', 'Statement': list(statements)})

def attempt(name, call):
    try:
        call()
        answer([name, 'ok', ''])
    except ClientError as error:
        answer([name, error.response['Error']['Code'], error.response['Error']['Message']])

# What Backlot's own roles are refused, in each protocol.
rds, kms, iam, s3 = client('rds'), client('kms'), client('iam'), client('s3')
attempt('Query', lambda: as_['source'].client('rds').delete_db_instance(DBInstanceIdentifier='prod-users', SkipFinalSnapshot=True))
attempt('EC2', lambda: as_['source'].client('ec2').describe_vpcs())
attempt('JSON', lambda: as_['data'].client('secretsmanager').get_secret_value(SecretId='wiki/admin'))
attempt('S3', lambda: as_['scrub'].client('s3').get_object(Bucket='acme-backlot-state', Key='fleet/x'))
attempt('IAM', lambda: as_['deploy'].client('iam').create_role(RoleName='Friend', AssumeRolePolicyDocument=document()))
zones = client('route53').list_hosted_zones()['HostedZones']
def point(name, type, value):
    record = {'Name': f'{name}.{zones[0]["Name"]}', 'Type': type, 'TTL': 5, 'ResourceRecords': [{'Value': value}]}
    as_['data'].client('route53').change_resource_record_sets(HostedZoneId=zones[0]['Id'],
        ChangeBatch={'Changes': [{'Action': 'UPSERT', 'ResourceRecordSet': record}]})
attempt('REST-XML', lambda: point('users.db', 'A', '127.0.0.1'))
attempt('REST-XML, as it may', lambda: point('users.db', 'CNAME', 'elsewhere.example'))
attempt('an unknown action', lambda: as_['source'].client('rds').describe_db_proxies())

# A statement that denies, on a condition of the request.
def restore(public):
    as_['data'].client('rds').restore_db_instance_from_db_snapshot(DBInstanceIdentifier='users-20261121-a1b2',
        DBSnapshotIdentifier='backlot-users-20261121-a1b2', PubliclyAccessible=public, DBSubnetGroupName='backlot-data',
        DBParameterGroupName='users-20261121-a1b2', Tags=[{'Key': f'backlot:{key}', 'Value': value} for key, value in
            {'kind': 'generation', 'operation': '1a2b', 'environment': os.environ['NAME']}.items()])
attempt('a denied request', lambda: restore(True))
attempt('the same request, allowed', lambda: restore(False))

# Roles of the account's own.
trust = document({'Effect': 'Allow', 'Principal': root(me), 'Action': 'sts:AssumeRole',
    'Condition': {'StringEquals': {'sts:ExternalId': 'right'}}})
def role(name, *statements, **more):
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust, **more)
    if statements: iam.put_role_policy(RoleName=name, PolicyName='own', PolicyDocument=document(*statements))
def assume(name, **more):
    arn = iam.get_role(RoleName=name)['Role']['Arn']
    return session(client('sts').assume_role(RoleArn=arn, RoleSessionName='test', **{'ExternalId': 'right', **more})['Credentials'])
policy = lambda name, *statements: iam.create_policy(PolicyName=name, PolicyDocument=document(*statements))['Policy']['Arn']
look = lambda who: who.client('secretsmanager').list_secrets()

role('Bounded', allow('*'), PermissionsBoundary=policy('Limit', allow('s3:*')))
bounded = assume('Bounded')
attempt('a boundary', lambda: look(bounded))
attempt('within the boundary', lambda: bounded.client('s3').list_buckets())

role('Broad', allow('*'), Path='/backlot/')
attempt('a wrong external id', lambda: assume('Broad', ExternalId='wrong'))
narrow = assume('Broad', Policy=document(allow('s3:*')))
attempt('a session policy', lambda: look(narrow))
attempt('within the session policy', lambda: narrow.client('s3').list_buckets())
attempt('a session policy that is none', lambda: assume('Broad', Policy='{nope'))
broad = assume('Broad')
attempt('an allowed call', lambda: look(broad))
attempt('by the path of its role', lambda: broad.client('sts').assume_role(
    RoleArn=f'arn:aws:iam::{me}:role/Bounded', RoleSessionName='test', ExternalId='right'))

iam.put_role_policy(RoleName='Broad', PolicyName='own', PolicyDocument=document(allow('*'), deny('secretsmanager:*', Condition={'Bool': {'aws:MultiFactorAuthPresent': 'false'}})))
attempt('a deny that cannot be decided', lambda: look(broad))
iam.put_role_policy(RoleName='Broad', PolicyName='own', PolicyDocument=document(allow('secretsmanager:*', Condition={'Bool': {'aws:MultiFactorAuthPresent': 'false'}})))
attempt('an allow that cannot be decided', lambda: look(broad))
attached = policy('Secrets', allow('secretsmanager:List*'))
iam.attach_role_policy(RoleName='Broad', PolicyArn=attached)
attempt('an attached policy', lambda: look(broad))
iam.detach_role_policy(RoleName='Broad', PolicyArn=attached)
attempt('a detached policy', lambda: look(broad))
role('Gone', allow('*'))
gone = assume('Gone')
iam.delete_role_policy(RoleName='Gone', PolicyName='own')
iam.delete_role(RoleName='Gone')
attempt('the session of a deleted role', lambda: look(gone))

# Keys: policy, IAM and grants.
key = kms.create_key()['KeyMetadata']['Arn']
role('User', allow(['kms:Encrypt', 'kms:CreateGrant'], Resource=key))
user = assume('User').client('kms')
box = user.encrypt(KeyId=key, Plaintext=b'text', EncryptionContext={'for': 'me'})['CiphertextBlob']
opened = lambda who, **more: who.client('kms').decrypt(CiphertextBlob=box, EncryptionContext={'for': 'me', **more})
attempt('a key without IAM', lambda: user.decrypt(CiphertextBlob=box, EncryptionContext={'for': 'me'}))
attempt('a key of another account', lambda: opened(as_['cleanroom']))
grant = dict(KeyId=key, GranteePrincipal=root(os.environ['CLEANROOM'])['AWS'], Operations=['Decrypt'], Name='reader',
    Constraints={'EncryptionContextSubset': {'for': 'me'}})
given = user.create_grant(**grant)
attempt('a grant', lambda: opened(as_['cleanroom']))
attempt('beyond the grant', lambda: as_['cleanroom'].client('kms').encrypt(KeyId=key, Plaintext=b'text'))
attempt('outside the grant’s constraints', lambda: as_['cleanroom'].client('kms').decrypt(CiphertextBlob=box))
answer(['the same grant twice', 'one' if user.create_grant(**grant)['GrantId'] == given['GrantId'] else 'two', ''])
attempt('a stranger’s retirement', lambda: as_['scrub'].client('kms').retire_grant(GrantToken=given['GrantToken']))
kms.revoke_grant(KeyId=key, GrantId=given['GrantId'])
attempt('a revoked grant', lambda: opened(as_['cleanroom']))
attempt('a grant that is not there', lambda: kms.revoke_grant(KeyId=key, GrantId=given['GrantId']))
attempt('a policy that locks out', lambda: kms.put_key_policy(KeyId=key, PolicyName='default', Policy=document(allow('kms:*', Principal=root('222222222222')))))

# Buckets and secrets have policies as well.
bucket = f'reports-{me}'
s3.create_bucket(Bucket=bucket)
s3.put_object(Bucket=bucket, Key='one', Body=b'text')
read = lambda: as_['cleanroom'].client('s3').get_object(Bucket=bucket, Key='one')
attempt('a bucket of another account', read)
letin = allow('s3:GetObject', Resource=f'arn:aws:s3:::{bucket}/*', Principal=root(os.environ['CLEANROOM']))
s3.put_bucket_policy(Bucket=bucket, Policy=document(letin))
attempt('a bucket that lets in', read)
attempt('no more than that', lambda: as_['cleanroom'].client('s3').put_object(Bucket=bucket, Key='one', Body=b'x'))
s3.put_bucket_policy(Bucket=bucket, Policy=document(letin, deny('s3:DeleteObject', Resource=f'arn:aws:s3:::{bucket}/*', Principal='*')))
attempt('a bucket that denies', lambda: s3.delete_object(Bucket=bucket, Key='one'))
secrets = client('secretsmanager')
secret = secrets.create_secret(Name='shared', SecretString='value')['ARN']
peek = lambda: as_['cleanroom'].client('secretsmanager').get_secret_value(SecretId=secret)
attempt('a secret of another account', peek)
secrets.put_resource_policy(SecretId=secret, ResourcePolicy=document(allow('secretsmanager:GetSecretValue', Principal=root(os.environ['CLEANROOM']))))
attempt('a secret that lets in', peek)

# An object under a customer's key takes the use of the key.
sealed = dict(Bucket=bucket, Key='sealed', Body=b'text', ServerSideEncryption='aws:kms', SSEKMSKeyId=key)
role('Writer', allow('s3:*'))
writer = assume('Writer').client('s3')
attempt('a sealed object', lambda: writer.put_object(**sealed))
s3.put_object(**sealed)
attempt('reading a sealed object', lambda: writer.get_object(Bucket=bucket, Key='sealed'))
iam.put_role_policy(RoleName='Writer', PolicyName='key', PolicyDocument=document(allow(['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource=key, Condition={'StringEquals': {'kms:ViaService': 's3.us-east-1.amazonaws.com'}})))
attempt('a sealed object through S3', lambda: (writer.put_object(**sealed), writer.get_object(Bucket=bucket, Key='sealed')))
attempt('the same key without S3', lambda: assume('Writer').client('kms').generate_data_key(KeyId=key, KeySpec='AES_256'))

# Last, since it binds everybody in the account.
organizations = as_['management'].client('organizations')
ban = organizations.create_policy(Name=f'ban-{me}', Description='', Type='SERVICE_CONTROL_POLICY', Content=document(deny('secretsmanager:*')))
organizations.attach_policy(PolicyId=ban['Policy']['PolicySummary']['Id'], TargetId=me)
attempt('a service control policy', lambda: secrets.list_secrets())
organizations.detach_policy(PolicyId=ban['Policy']['PolicySummary']['Id'], TargetId=me)
attempt('without it', lambda: secrets.list_secrets())
`;

beforeAll(async () => {
  ({ id } = await sandbox.client.addEnvironment(account));
  const environment = {
    SESSIONS: JSON.stringify(await sessions()),
    ACCOUNT: id,
    NAME: account,
    CLEANROOM: '333333333333',
  };
  for (const line of await boto3(sandbox, { account, environment }, program)) {
    const [name, code, words] = line as [string, string, string];
    outcomes.set(name, { code, words });
  }
});

const noIdentity = (action: string) => `because no identity-based policy allows the ${action} action`;
const noResource = (action: string) => `because no resource-based policy allows the ${action} action`;

test.each<[what: string, code: string, words: string]>([
  [
    'Query',
    'AccessDenied',
    'User: arn:aws:sts::222222222222:assumed-role/BacklotSource/sandbox is not authorized to perform: ' +
      `rds:DeleteDBInstance on resource: arn:aws:rds:us-east-1:222222222222:db:prod-users ${noIdentity('rds:DeleteDBInstance')}`,
  ],
  ['EC2', 'UnauthorizedOperation', 'You are not authorized to perform this operation. User: arn:aws:sts::222222222222'],
  ['JSON', 'AccessDeniedException', noIdentity('secretsmanager:GetSecretValue')],
  ['S3', 'AccessDenied', noResource('s3:GetObject')],
  ['IAM', 'AccessDenied', noIdentity('iam:CreateRole')],
  ['REST-XML', 'AccessDenied', noIdentity('route53:ChangeResourceRecordSets')],
  ['REST-XML, as it may', 'ok', ''],
  ['an unknown action', 'AccessDenied', noIdentity('rds:DescribeDBProxies')],
  ['a denied request', 'AccessDenied', 'with an explicit deny in an identity-based policy'],
  ['the same request, allowed', 'DBSnapshotNotFound', 'not found'],
  [
    'a boundary',
    'AccessDeniedException',
    'because no permissions boundary allows the secretsmanager:ListSecrets action',
  ],
  ['within the boundary', 'ok', ''],
  ['a wrong external id', 'AccessDenied', 'is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::'],
  [
    'a session policy',
    'AccessDeniedException',
    'because no session policy allows the secretsmanager:ListSecrets action',
  ],
  ['within the session policy', 'ok', ''],
  ['a session policy that is none', 'MalformedPolicyDocument', 'not well-formed'],
  ['an allowed call', 'ok', ''],
  ['by the path of its role', 'ok', ''],
  ['a deny that cannot be decided', 'AccessDeniedException', 'with an explicit deny in an identity-based policy'],
  ['an allow that cannot be decided', 'AccessDeniedException', noIdentity('secretsmanager:ListSecrets')],
  ['an attached policy', 'ok', ''],
  ['a detached policy', 'AccessDeniedException', noIdentity('secretsmanager:ListSecrets')],
  ['the session of a deleted role', 'AccessDeniedException', noIdentity('secretsmanager:ListSecrets')],
  ['a key without IAM', 'AccessDeniedException', noIdentity('kms:Decrypt')],
  ['a key of another account', 'AccessDeniedException', noResource('kms:Decrypt')],
  ['a grant', 'ok', ''],
  ['beyond the grant', 'AccessDeniedException', noResource('kms:Encrypt')],
  ['outside the grant’s constraints', 'AccessDeniedException', noResource('kms:Decrypt')],
  ['the same grant twice', 'one', ''],
  ['a stranger’s retirement', 'AccessDeniedException', 'may not retire the grant'],
  ['a revoked grant', 'AccessDeniedException', noResource('kms:Decrypt')],
  ['a grant that is not there', 'NotFoundException', 'not found'],
  ['a policy that locks out', 'MalformedPolicyDocumentException', 'will not allow you to update the key policy'],
  ['a bucket of another account', 'AccessDenied', noResource('s3:GetObject')],
  ['a bucket that lets in', 'ok', ''],
  ['no more than that', 'AccessDenied', noResource('s3:PutObject')],
  ['a bucket that denies', 'AccessDenied', 'with an explicit deny in a resource-based policy'],
  ['a secret of another account', 'AccessDeniedException', noResource('secretsmanager:GetSecretValue')],
  ['a secret that lets in', 'ok', ''],
  ['a sealed object', 'AccessDenied', noIdentity('kms:GenerateDataKey')],
  ['reading a sealed object', 'AccessDenied', noIdentity('kms:Decrypt')],
  ['a sealed object through S3', 'ok', ''],
  ['the same key without S3', 'AccessDeniedException', noIdentity('kms:GenerateDataKey')],
  ['a service control policy', 'AccessDeniedException', 'with an explicit deny in a service control policy'],
  ['without it', 'ok', ''],
])('%s: %s', (what, code, words) => {
  expect(outcomes.get(what)).toEqual({ code, words: expect.stringContaining(words) as string });
});
