import { expect, test } from 'vitest';
import { boto3 } from './support/boto3.js';
import { sharedSandbox, uniqueEnvironment } from './support/sandbox.js';

const sandbox = sharedSandbox();

test('accounts do not see each other', async () => {
  const see = async (account: string) => {
    const [seen] = await boto3(
      sandbox,
      { account },
      `
answer({
  'networks': [vpc['VpcId'] for vpc in client('ec2').describe_vpcs()['Vpcs']],
  'instances': [one['DBInstanceIdentifier'] for one in client('rds').describe_db_instances()['DBInstances']],
  'keys': [key['KeyId'] for key in client('kms').list_keys()['Keys']],
})
`,
    );
    return seen as Record<string, string[]>;
  };
  const [production, dns] = [await see('production'), await see('dns')];
  expect(production['instances']).toEqual(expect.arrayContaining(['prod-users', 'prod-orders', 'prod-messages']));
  expect(dns['instances']).toEqual([]);
  for (const kind of ['networks', 'keys']) {
    expect(production[kind]?.filter((id) => dns[kind]?.includes(id))).toEqual([]);
  }
});

test('a client cannot say which account it is', async () => {
  const [accounts] = await boto3(
    sandbox,
    { account: 'dns' },
    `
ec2 = client('ec2')
mine = ec2.describe_vpcs()['Vpcs'][0]['OwnerId']
ec2.meta.events.register('before-sign.ec2', lambda request, **_: request.headers.add_header('x-moto-account-id', '222222222222'))
answer([mine, ec2.describe_vpcs()['Vpcs'][0]['OwnerId']])
`,
  );
  expect(accounts).toEqual(['444444444444', '444444444444']);
});

test('what nobody implements is a typed error in every protocol', async () => {
  const codes = await boto3(
    sandbox,
    { account: 'builder' },
    `
answer(code_of(lambda: client('rds').describe_db_proxies()))
answer(code_of(lambda: client('ec2').describe_fpga_images()))
answer(code_of(lambda: client('cloudtrail').lookup_events()))
answer(code_of(lambda: client('sts').decode_authorization_message(EncodedMessage='x')))
answer(code_of(lambda: client('account').list_regions()))
answer(code_of(lambda: client('route53').list_traffic_policies()))
`,
  );
  expect(codes).toEqual(Array(6).fill('NotImplemented'));
});

test('of many conditional writes of one object exactly one wins', async () => {
  const [codes, other] = await boto3(
    sandbox,
    { account: 'builder' },
    `
from concurrent.futures import ThreadPoolExecutor
s3 = client('s3')
def put(number): return code_of(lambda: s3.put_object(Bucket='acme-backlot-state', Key='lock/one', Body=str(number), IfNoneMatch='*'))
with ThreadPoolExecutor(20) as pool: answer(list(pool.map(put, range(20))))
s3.put_object(Bucket='acme-backlot-state', Key='a b/ü+1', Body=b'x')
url = s3.generate_presigned_url('get_object', Params=dict(Bucket='acme-backlot-state', Key='a b/ü+1'))
answer(s3.head_object(Bucket='acme-backlot-state', Key='a b/ü+1')['ContentLength'])
`,
  );
  expect((codes as string[]).filter((code) => code === 'ok')).toHaveLength(1);
  expect((codes as string[]).filter((code) => code === 'PreconditionFailed')).toHaveLength(19);
  expect(other).toBe(1);
});

test('a presigned URL works for what was signed, and for nobody else', async () => {
  const answers = await boto3(
    sandbox,
    { account: 'builder' },
    `
import urllib.request, urllib.error
from botocore.config import Config
s3 = client('s3', config=Config(signature_version='s3v4'))
s3.put_object(Bucket='acme-backlot-state', Key='shared', Body=b'text')
def get(url):
    try: return urllib.request.urlopen(url).read().decode()
    except urllib.error.HTTPError as error: return error.code
url = s3.generate_presigned_url('get_object', Params=dict(Bucket='acme-backlot-state', Key='shared'), ExpiresIn=60)
answer(get(url))
answer(get(url.replace('/shared?', '/lock/one?')))
answer(get(url.split('?')[0]))
identity = client('sts').generate_presigned_url('get_caller_identity', ExpiresIn=60, HttpMethod='GET')
answer('<Account>111111111111</Account>' in str(get(identity)))
`,
  );
  expect(answers).toEqual(['text', 403, 403, true]);
});

test('objects of the builder account are closed to other accounts', async () => {
  const [code] = await boto3(
    sandbox,
    { account: 'production' },
    `answer(code_of(lambda: client('s3').list_objects_v2(Bucket='acme-backlot-state')))`,
  );
  expect(code).toBe('AccessDenied');
});

test('every call is recorded with account, role and result, and without its secrets', async () => {
  const environment = uniqueEnvironment();
  const { id: account } = await sandbox.client.addEnvironment(environment);
  const secret = 'correct-horse-battery';
  await boto3(
    sandbox,
    { account: environment, role: 'BacklotData' },
    `
secrets = client('secretsmanager')
secrets.create_secret(Name='backlot/master/recorded', SecretString='${secret}')
code_of(lambda: client('rds').create_db_instance(DBInstanceIdentifier='Bad_Name', DBInstanceClass='db.t3.micro',
  Engine='postgres', MasterUsername='admin_', MasterUserPassword='${secret}', AllocatedStorage=5))
`,
  );
  const calls = await sandbox.client.calls({ role: 'BacklotData', account });
  expect(calls.map(({ action, mutating, resource }) => ({ action, mutating, resource }))).toEqual([
    { action: 'CreateSecret', mutating: true, resource: 'backlot/master/recorded' },
    { action: 'CreateDBInstance', mutating: true, resource: 'Bad_Name' },
  ]);
  expect(calls.map(({ result }) => result === 'ok')).toEqual([true, false]);
  expect(JSON.stringify(calls)).not.toContain(secret);
  expect(await sandbox.client.calls({ account, action: 'DeleteSecret' })).toEqual([]);
});

test('a secret whose name waits for deletion, and a rotation without a function, are refused as AWS does', async () => {
  const answers = await boto3(
    sandbox,
    { account: 'cleanroom' },
    `
secrets = client('secretsmanager')
secrets.create_secret(Name='test/kept', SecretString='value')
answer(code_of(lambda: secrets.rotate_secret(SecretId='test/kept')))
answer(secrets.get_secret_value(SecretId='test/kept')['SecretString'])
answer(code_of(lambda: secrets.create_secret(Name='test/kept', SecretString='value')))
secrets.delete_secret(SecretId='test/kept', RecoveryWindowInDays=7)
answer(code_of(lambda: secrets.create_secret(Name='test/kept', SecretString='value')))
`,
  );
  expect(answers).toEqual(['InvalidRequestException', 'value', 'ResourceExistsException', 'InvalidRequestException']);
});
