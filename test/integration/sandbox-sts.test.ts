import { expect, test } from 'vitest';
import { boto3 } from './support/boto3.js';
import { sharedSandbox } from './support/sandbox.js';

const sandbox = sharedSandbox();
const production = { account: 'production' };

const asBase = `
import os
base = json.load(open('${sandbox.description.baseCredentialsFile}'))
base = session({'AccessKeyId': base['accessKeyId'], 'SecretAccessKey': base['secretAccessKey']})
from botocore.config import Config
sts = base.client('sts', config=Config(parameter_validation=False))
def assume(role, **options): return sts.assume_role(RoleArn=role, RoleSessionName='test', **options)
source = 'arn:aws:iam::222222222222:role/BacklotSource'
`;

test('a session of a role says who it is', async () => {
  const [identity, expires] = await boto3(
    sandbox,
    production,
    `${asBase}
assumed = assume(source, DurationSeconds=900)
answer(session(assumed['Credentials']).client('sts').get_caller_identity()['Arn'])
answer(assumed['Credentials']['Expiration'].timestamp() - time.time())
`,
  );
  expect(identity).toBe('arn:aws:sts::222222222222:assumed-role/BacklotSource/test');
  expect(expires).toBeGreaterThan(850);
  expect(expires).toBeLessThanOrEqual(900);
});

test('a missing role, a missing account and a role that does not trust the caller are refused alike', async () => {
  const codes = await boto3(
    sandbox,
    production,
    `${asBase}
answer(code_of(lambda: assume('arn:aws:iam::222222222222:role/Nobody')))
answer(code_of(lambda: assume('arn:aws:iam::999999999999:role/BacklotSource')))
answer(code_of(lambda: assume('arn:aws:iam::222222222222:role/OrganizationAccountAccessRole')))
answer(code_of(lambda: client('sts').assume_role(RoleArn=source, RoleSessionName='test')))
`,
  );
  expect(codes).toEqual(['AccessDenied', 'AccessDenied', 'AccessDenied', 'AccessDenied']);
});

test('sessions last 15 minutes to 12 hours, and one hour when a role assumes a role', async () => {
  const codes = await boto3(
    sandbox,
    production,
    `${asBase}
answer(code_of(lambda: assume(source, DurationSeconds=899)))
answer(code_of(lambda: assume(source, DurationSeconds=43201)))
trust = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Principal': {'AWS': 'arn:aws:iam::222222222222:root'}, 'Action': 'sts:AssumeRole'}]}
client('iam').create_role(RoleName='Chained', AssumeRolePolicyDocument=json.dumps(trust), MaxSessionDuration=43200)
chained = 'arn:aws:iam::222222222222:role/Chained'
answer(code_of(lambda: client('sts').assume_role(RoleArn=chained, RoleSessionName='test', DurationSeconds=3601)))
answer(code_of(lambda: client('sts').assume_role(RoleArn=chained, RoleSessionName='test', DurationSeconds=3600)))
`,
  );
  expect(codes).toEqual(['ValidationError', 'ValidationError', 'ValidationError', 'ok']);
});

test('an unknown key, a wrong secret and a wrong token belong to nobody', async () => {
  const codes = await boto3(
    sandbox,
    production,
    `${asBase}
good = assume(source)['Credentials']
def call(service, action, **changes):
    return code_of(lambda: getattr(session({**good, **changes}).client(service), action)())
answer(call('sts', 'get_caller_identity'))
answer(call('sts', 'get_caller_identity', AccessKeyId='ASIABOGUS', ))
answer(call('sts', 'get_caller_identity', SecretAccessKey='wrong'))
answer(call('sts', 'get_caller_identity', SessionToken='wrong'))
answer(call('kms', 'list_keys', AccessKeyId='ASIABOGUS'))
answer(call('s3', 'list_buckets', AccessKeyId='ASIABOGUS'))
answer(call('ec2', 'describe_vpcs', AccessKeyId='ASIABOGUS'))
answer(call('rds', 'describe_db_instances', SecretAccessKey='wrong'))
`,
  );
  expect(codes).toEqual([
    'ok',
    'InvalidClientTokenId',
    'SignatureDoesNotMatch',
    'InvalidClientTokenId',
    'UnrecognizedClientException',
    'InvalidAccessKeyId',
    'AuthFailure',
    'SignatureDoesNotMatch',
  ]);
});

test('a user has sessions of its own, of 15 minutes to 36 hours; a session has none', async () => {
  const answers = await boto3(
    sandbox,
    production,
    `${asBase}
token = lambda **options: sts.get_session_token(**options)['Credentials']
answer(session(token()).client('sts').get_caller_identity()['Arn'])
answer(session(token()).client('sts').assume_role(RoleArn=source, RoleSessionName='test')['AssumedRoleUser']['Arn'])
answer(token(DurationSeconds=900)['Expiration'].timestamp() - time.time() <= 900)
answer(code_of(lambda: token(DurationSeconds=899)))
answer(code_of(lambda: token(DurationSeconds=129601)))
answer(code_of(lambda: session(token()).client('sts').get_session_token()))
answer(code_of(lambda: client('sts').get_session_token()))
`,
  );
  expect(answers).toEqual([
    expect.stringMatching(/^arn:aws:iam::111111111111:user\//),
    'arn:aws:sts::222222222222:assumed-role/BacklotSource/test',
    true,
    'ValidationError',
    'ValidationError',
    'AccessDenied',
    'AccessDenied',
  ]);
});
