import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { boto3 } from './support/boto3.js';
import { sharedSandbox, uniqueEnvironment } from './support/sandbox.js';

const sandbox = sharedSandbox();

const organizationHelpers = `
o = client('organizations')
root = o.list_roots()['Roots'][0]['Id']
def unit(name): return [unit['Id'] for unit in o.list_organizational_units_for_parent(ParentId=root)['OrganizationalUnits'] if unit['Name'] == name][0]
deny = json.dumps(dict(Version='2012-10-17', Statement=[dict(Effect='Deny', Action='*', Resource='*')]))
def refusal(call):
    try: call()
    except ClientError as error: return ' '.join([error.response['Error']['Code']] + [reason for reason in [error.response.get('Reason')] if reason])
    return 'ok'
`;

test('the management account sees the whole organisation, a member does not', async () => {
  const script = `
pages = lambda: [account['Name'] for page in client('organizations').get_paginator('list_accounts').paginate() for account in page['Accounts']]
answer(code_of(pages))
answer(pages() if code_of(pages) == 'ok' else [])
answer(client('organizations').describe_organization()['Organization']['MasterAccountId'])
`;
  const [, names, master] = await boto3(sandbox, { account: 'management' }, script);
  expect(names).toEqual(expect.arrayContaining(['management', 'builder', 'production', 'cleanroom', 'dns', 'qa1']));
  expect(master).toBe('100000000000');
  expect(await boto3(sandbox, { account: 'production' }, script)).toEqual(['AccessDeniedException', [], master]);
});

test('environments are in a unit of their own, those that come later as well', async () => {
  const { id } = await sandbox.client.addEnvironment(uniqueEnvironment());
  const [units] = await boto3(
    sandbox,
    { account: 'management' },
    `${organizationHelpers}
parent = lambda id: o.list_parents(ChildId=id)['Parents'][0]['Id']
name = lambda id: o.describe_organizational_unit(OrganizationalUnitId=id)['OrganizationalUnit']['Name']
answer([[name(parent(parent(id))), name(parent(id))] for id in ('555555555555', '${id}')])
`,
  );
  expect(units).toEqual([
    ['Engineering', 'QA'],
    ['Engineering', 'QA'],
  ]);
});

test('in a closed account nothing works any more', async () => {
  const environment = uniqueEnvironment();
  const { id } = await sandbox.client.addEnvironment(environment);
  const { accessKeyId, secretAccessKey, sessionToken } = await sandbox.client.credentials(environment);
  const inside = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
  const use = `answer(code_of(lambda: client('rds').describe_db_instances()))`;
  const useInside = () => boto3(sandbox, { account: 'management', environment: inside }, use);
  expect(await useInside()).toEqual(['ok']);
  const [status, again, assumed] = await boto3(
    sandbox,
    { account: 'management' },
    `
organizations = client('organizations')
status = lambda: organizations.describe_account(AccountId='${id}')['Account']['Status']
organizations.close_account(AccountId='${id}')
seen = [status()]
while seen[-1] == 'PENDING_CLOSURE': seen.append(status())
answer(sorted(set(seen)))
answer(code_of(lambda: organizations.close_account(AccountId='${id}')))
base = json.load(open('${sandbox.description.baseCredentialsFile}'))
base = session({'AccessKeyId': base['accessKeyId'], 'SecretAccessKey': base['secretAccessKey']})
answer(code_of(lambda: base.client('sts').assume_role(RoleArn='arn:aws:iam::${id}:role/BacklotData', RoleSessionName='test')))
`,
  );
  expect(status).toEqual(['PENDING_CLOSURE', 'SUSPENDED']);
  expect([again, assumed]).toEqual(['AccountAlreadyClosedException', 'AccessDenied']);
  expect(await useInside()).toEqual(['InvalidClientTokenId']);
});

/** Tries a call of the organisation; the words on the left are Python. */
const refusals: readonly (readonly [call: string, code: string])[] = [
  ["o.describe_account(AccountId='999999999999')", 'AccountNotFoundException'],
  [
    "o.describe_create_account_status(CreateAccountRequestId='car-0123456789abcdef')",
    'CreateAccountStatusNotFoundException',
  ],
  ["o.create_account(Email='no address', AccountName='x')", 'InvalidInputException INVALID_PATTERN'],
  [
    "o.create_account(Email='a@b.example', AccountName='x', RoleName='AWSServiceRoleForX')",
    'InvalidInputException INVALID_ROLE_NAME',
  ],
  [
    "o.create_account(Email='a@b.example', AccountName='x', Tags=[dict(Key='aws:x', Value='y')])",
    'InvalidInputException INVALID_SYSTEM_TAGS_PARAMETER',
  ],
  ["o.close_account(AccountId='100000000000')", 'ConstraintViolationException CANNOT_CLOSE_MANAGEMENT_ACCOUNT'],
  ['o.move_account(AccountId=dns, SourceParentId=pool, DestinationParentId=root)', 'SourceParentNotFoundException'],
  [
    "o.move_account(AccountId=dns, SourceParentId=root, DestinationParentId='ou-sbox-none0000')",
    'DestinationParentNotFoundException',
  ],
  ['o.move_account(AccountId=dns, SourceParentId=root, DestinationParentId=root)', 'DuplicateAccountException'],
  [
    "o.move_account(AccountId='999999999999', SourceParentId=root, DestinationParentId=pool)",
    'AccountNotFoundException',
  ],
  ["o.create_organizational_unit(ParentId=root, Name='Pool')", 'DuplicateOrganizationalUnitException'],
  ["o.create_organizational_unit(ParentId='ou-sbox-none0000', Name='x')", 'ParentNotFoundException'],
  ["o.delete_organizational_unit(OrganizationalUnitId=unit('Engineering'))", 'OrganizationalUnitNotEmptyException'],
  ["o.delete_organizational_unit(OrganizationalUnitId='ou-sbox-none0000')", 'OrganizationalUnitNotFoundException'],
  ["o.list_parents(ChildId='999999999999')", 'ChildNotFoundException'],
  ["o.list_accounts(MaxResults=20, NextToken='nonsense')", 'InvalidInputException INVALID_PAGINATION_TOKEN'],
  ["o.tag_resource(ResourceId='999999999999', Tags=[dict(Key='a', Value='b')])", 'TargetNotFoundException'],
  [
    "o.create_policy(Name='x', Description='', Type='SERVICE_CONTROL_POLICY', Content='{nope')",
    'MalformedPolicyDocumentException',
  ],
  [
    "o.create_policy(Name='FullAWSAccess', Description='', Type='SERVICE_CONTROL_POLICY', Content=deny)",
    'DuplicatePolicyException',
  ],
  ["o.delete_policy(PolicyId='p-FullAWSAccess')", 'InvalidInputException IMMUTABLE_POLICY'],
  ["o.describe_policy(PolicyId='p-00000000')", 'PolicyNotFoundException'],
  ["o.attach_policy(PolicyId='p-FullAWSAccess', TargetId=dns)", 'DuplicatePolicyAttachmentException'],
  [
    "o.detach_policy(PolicyId='p-FullAWSAccess', TargetId=dns)",
    'ConstraintViolationException MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
  ],
  ["o.attach_policy(PolicyId='p-FullAWSAccess', TargetId='999999999999')", 'TargetNotFoundException'],
  ["o.invite_account_to_organization(Target=dict(Id=dns, Type='ACCOUNT'))", 'NotImplemented'],
  ["client('organizations', **production).list_roots()", 'AccessDeniedException'],
  [
    "client('organizations', **production).create_account(Email='a@b.example', AccountName='x')",
    'AccessDeniedException',
  ],
];

test('what Organizations refuses, it refuses with its code and reason', async () => {
  const { accessKeyId, secretAccessKey, sessionToken } = await sandbox.client.credentials('production');
  const answers = await boto3(
    sandbox,
    { account: 'management' },
    `${organizationHelpers}
production = dict(aws_access_key_id='${accessKeyId}', aws_secret_access_key='${secretAccessKey}', aws_session_token='${sessionToken}')
dns, pool = '444444444444', unit('Pool')
${refusals.map(([call]) => `answer(refusal(lambda: ${call}))`).join('\n')}
`,
  );
  expect(answers.map((code, index) => [refusals[index]?.[0], code])).toEqual(refusals);
});

test('an account is asked for, made in the background, entered by its role, moved and closed', async () => {
  const email = `${uniqueEnvironment()}@acme.example`;
  const [states, again, refused, account, identity, places, tags, policies, afterwards, closed] = await boto3(
    sandbox,
    { account: 'management' },
    `${organizationHelpers}
def ask(**more):
    status = o.create_account(Email='${email}', AccountName='sandbox one', RoleName='BacklotBootstrap', **more)['CreateAccountStatus']
    seen = [status['State']]
    while status['State'] == 'IN_PROGRESS':
        status = o.describe_create_account_status(CreateAccountRequestId=status['Id'])['CreateAccountStatus']
        seen.append(status['State'])
    return seen, status
seen, status = ask(Tags=[dict(Key='backlot:account', Value='one')])
answer(sorted(set(seen)))
failed = ask()[1]
answer([failed['State'], failed['FailureReason']])
twins = [o.create_account(Email='twin-${email}', AccountName='twin')['CreateAccountStatus']['Id'] for _ in range(2)]
last = lambda id: o.describe_create_account_status(CreateAccountRequestId=id)['CreateAccountStatus']
while any(last(id)['State'] == 'IN_PROGRESS' for id in twins): pass
answer([last(id).get('FailureReason') for id in twins])
id = status['AccountId']
answer(o.describe_account(AccountId=id)['Account'])
role = client('sts').assume_role(RoleArn=f'arn:aws:iam::{id}:role/BacklotBootstrap', RoleSessionName='test')['Credentials']
inside = session(role)
inside.client('iam').create_role(RoleName='inside', AssumeRolePolicyDocument='{}')
answer(inside.client('sts').get_caller_identity()['Account'] == id)
o.move_account(AccountId=id, SourceParentId=root, DestinationParentId=unit('Pool'))
answer([account['Id'] for account in o.list_accounts_for_parent(ParentId=unit('Pool'))['Accounts'] if account['Id'] == id] == [id])
answer(o.list_tags_for_resource(ResourceId=id)['Tags'])
policy = o.create_policy(Name='closed ${email}', Description='', Type='SERVICE_CONTROL_POLICY', Content=deny)['Policy']['PolicySummary']['Id']
o.attach_policy(PolicyId=policy, TargetId=id)
in_use = code_of(lambda: o.delete_policy(PolicyId=policy))
targets = [target['TargetId'] == id for target in o.list_targets_for_policy(PolicyId=policy)['Targets']]
try: inside.client('rds').describe_db_instances()
except ClientError as error: denied = error.response['Error']
o.detach_policy(PolicyId=policy, TargetId=id)
o.delete_policy(PolicyId=policy)
answer([in_use, targets, denied['Code'], 'explicit deny in a service control policy' in denied['Message']])
answer(code_of(lambda: inside.client('rds').describe_db_instances()))
o.close_account(AccountId=id)
answer([code_of(lambda: o.close_account(AccountId=id)), code_of(lambda: inside.client('rds').describe_db_instances())])
`,
  );
  expect(states).toEqual(['IN_PROGRESS', 'SUCCEEDED']);
  expect(again).toEqual(['FAILED', 'EMAIL_ALREADY_EXISTS']);
  expect(refused).toEqual([null, 'CONCURRENT_ACCOUNT_MODIFICATION']);
  expect(account).toMatchObject({ Name: 'sandbox one', Email: email, Status: 'ACTIVE', JoinedMethod: 'CREATED' });
  expect([identity, places]).toEqual([true, true]);
  expect(tags).toEqual([{ Key: 'backlot:account', Value: 'one' }]);
  expect(policies).toEqual(['PolicyInUseException', [true], 'AccessDenied', true]);
  expect(afterwards).toBe('ok');
  expect(closed).toEqual(['ConflictException', 'InvalidClientTokenId']);
});

test('every place has an address of its own, and every data queue a place', async () => {
  const { places, sourceAddresses } = await sandbox.client.describe();
  const addresses = Object.values(places);
  expect(new Set(addresses).size).toBe(addresses.length);
  expect(places).toMatchObject({
    'production-app': expect.stringMatching(/^127\./) as string,
    intruder: expect.stringMatching(/^127\./) as string,
    'qa1-client': expect.stringMatching(/^127\./) as string,
  });
  expect(sourceAddresses['backlot-data/cleanroom/eu-central-1']).toBe(places['cleanroom-worker/eu-central-1']);
  for (const address of Object.values(sourceAddresses)) expect(addresses).toContain(address);
});

test('the databases of production let its application in, and nobody else', async () => {
  const { client, description } = sandbox;
  const { places } = await client.describe();
  const resolver = new Resolver();
  resolver.setServers([description.dnsServer]);
  const [endpoint] = await boto3(
    sandbox,
    { account: 'production' },
    `answer(client('rds').describe_db_instances(DBInstanceIdentifier='prod-users')['DBInstances'][0]['Endpoint']['Address'])`,
  );
  const [address = ''] = await resolver.resolve4(String(endpoint));
  for (const [place, expected] of [
    ['production-app', 'answered'],
    ['intruder', 'dropped'],
    ['cleanroom-worker/us-east-1', 'dropped'],
    ['qa1-client', 'dropped'],
  ] as const) {
    const source = places[place] ?? '';
    expect(await knock(address, source)).toBe(expected);
    const where = { account: 'production', region: 'us-east-1', instance: 'prod-users' };
    const mine = (await client.connections(where)).filter((attempt) => attempt.source === source);
    expect(mine.at(-1)?.accepted).toBe(expected === 'answered');
  }
});

/** Sends PostgreSQL's SSLRequest from a source address: a server that lets it in answers with one byte. */
async function knock(address: string, localAddress: string): Promise<'answered' | 'dropped'> {
  return await new Promise((done) => {
    const socket = connect({ host: address, port: 5432, localAddress });
    socket.once('connect', () => socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])));
    socket.once('data', () => {
      done('answered');
      socket.destroy();
    });
    socket.once('error', () => done('dropped'));
    socket.once('close', () => done('dropped'));
  });
}
