import { expect, test } from 'vitest';
import { boto3 } from './support/boto3.js';
import { sharedSandbox } from './support/sandbox.js';

const sandbox = sharedSandbox();

async function keyArn(account: string, alias: string): Promise<string> {
  const [arn] = await boto3(
    sandbox,
    { account },
    `answer(client('kms').describe_key(KeyId='${alias}')['KeyMetadata']['Arn'])`,
  );
  return String(arn);
}

test('another account uses a key exactly as far as its policy says', async () => {
  const statement = (principal: string, actions: readonly string[]) => ({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${principal}:root` },
    Action: actions,
    Resource: '*',
  });
  const policy = JSON.stringify({
    Statement: [
      statement('222222222222', ['kms:*']),
      statement('333333333333', ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*']),
    ],
  });
  const [shared] = await boto3(
    sandbox,
    { account: 'production' },
    `answer(client('kms').create_key(Policy='${policy}')['KeyMetadata']['Arn'])`,
  );
  const own = await keyArn('production', 'alias/prod-data');
  const answers = await boto3(
    sandbox,
    { account: 'cleanroom' },
    `
kms = client('kms')
box = kms.encrypt(KeyId='${String(shared)}', Plaintext=b'text')['CiphertextBlob']
answer(kms.decrypt(CiphertextBlob=box)['Plaintext'].decode())
moved = kms.re_encrypt(CiphertextBlob=box, DestinationKeyId=kms.create_key()['KeyMetadata']['Arn'])['CiphertextBlob']
answer(kms.decrypt(CiphertextBlob=moved)['Plaintext'].decode())
answer(code_of(lambda: kms.schedule_key_deletion(KeyId='${String(shared)}')))
answer(code_of(lambda: kms.encrypt(KeyId='${own}', Plaintext=b'text')))
`,
  );
  expect(answers).toEqual(['text', 'text', 'AccessDeniedException', 'AccessDeniedException']);
});

test('nobody uses the keys of databases but through RDS', async () => {
  const owners = { share: 'production', raw: 'cleanroom', image: 'cleanroom', data: 'qa1' };
  const identities = [
    ...['production', 'cleanroom', 'qa1', 'management'].map((account) => [account, undefined] as const),
    ...[['production', 'BacklotSource'] as const, ['cleanroom', 'BacklotScrub'] as const],
    ...[['cleanroom', 'BacklotPublish'] as const, ['qa1', 'BacklotData'] as const],
  ];
  const sessions = await Promise.all(
    identities.map(async ([account, role]) => {
      const { accessKeyId, secretAccessKey, sessionToken } = await sandbox.client.credentials(account, role);
      const credentials = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken };
      return [`${account} ${role ?? 'administrator'}`, credentials];
    }),
  );
  const arns = await Promise.all(Object.entries(owners).map(([name, owner]) => keyArn(owner, `alias/backlot-${name}`)));
  const environment = { SESSIONS: JSON.stringify(sessions), KEYS: JSON.stringify(arns) };
  const answers = await boto3(
    sandbox,
    { account: 'production', environment },
    `
import os
for who, credentials in json.loads(os.environ['SESSIONS']):
    kms = session(credentials).client('kms')
    for arn in json.loads(os.environ['KEYS']): answer([who, code_of(lambda: kms.encrypt(KeyId=arn, Plaintext=b'text'))])
`,
  );
  expect(answers).toEqual(sessions.flatMap(([who]) => arns.map(() => [who, 'AccessDeniedException'])));
});

test('a disabled key and a key that waits for its deletion do nothing', async () => {
  const codes = await boto3(
    sandbox,
    { account: 'production', region: 'eu-west-1' },
    `
kms = client('kms')
arn = kms.create_key()['KeyMetadata']['Arn']
use = lambda: code_of(lambda: kms.generate_data_key(KeyId=arn, KeySpec='AES_256'))
answer(use())
kms.disable_key(KeyId=arn)
answer(use())
kms.enable_key(KeyId=arn)
answer(use())
answer(kms.schedule_key_deletion(KeyId=arn, PendingWindowInDays=7)['KeyState'])
answer(use())
answer(code_of(lambda: kms.put_key_policy(KeyId=arn, Policy='{nope')))
`,
  );
  expect(codes).toEqual([
    'ok',
    'DisabledException',
    'ok',
    'PendingDeletion',
    'KMSInvalidStateException',
    'MalformedPolicyDocumentException',
  ]);
});

test('a signature is valid for its message only', async () => {
  const answers = await boto3(
    sandbox,
    { account: 'cleanroom', region: 'eu-central-1' },
    `
kms = client('kms')
key = kms.create_key(KeyUsage='SIGN_VERIFY', KeySpec='ECC_NIST_P256')['KeyMetadata']['KeyId']
how = dict(KeyId=key, MessageType='RAW', SigningAlgorithm='ECDSA_SHA_256')
signature = kms.sign(Message=b'statement', **how)['Signature']
answer(kms.verify(Message=b'statement', Signature=signature, **how)['SignatureValid'])
answer(code_of(lambda: kms.verify(Message=b'another', Signature=signature, **how)))
answer(len(kms.get_public_key(KeyId='alias/backlot-statements')['PublicKey']) > 80)
`,
  );
  expect(answers).toEqual([true, 'KMSInvalidSignatureException', true]);
});

test("an account's default keys are its own in every account", async () => {
  const arns = await Promise.all(['production', 'cleanroom'].map((account) => keyArn(account, 'alias/aws/rds')));
  expect(new Set(arns).size).toBe(2);
  const [manager] = await boto3(
    sandbox,
    { account: 'production' },
    `answer(client('kms').describe_key(KeyId='alias/aws/rds')['KeyMetadata']['KeyManager'])`,
  );
  expect(manager).toBe('AWS');
  const [code] = await boto3(
    sandbox,
    { account: 'cleanroom' },
    `answer(code_of(lambda: client('kms').describe_key(KeyId='${arns[0] ?? ''}')))`,
  );
  expect(code).toBe('AccessDeniedException');
});

test('a changed key policy counts at once', async () => {
  const codes: unknown[] = [];
  const [arn] = await boto3(
    sandbox,
    { account: 'production', region: 'eu-west-1' },
    `answer(client('kms').create_key()['KeyMetadata']['Arn'])`,
  );
  const use = `answer(code_of(lambda: client('kms').encrypt(KeyId='${String(arn)}', Plaintext=b'text')))`;
  for (const principals of [['222222222222'], ['222222222222', '333333333333'], ['222222222222']]) {
    const Principal = { AWS: principals.map((id) => `arn:aws:iam::${id}:root`) };
    const policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }] });
    await boto3(
      sandbox,
      { account: 'production', region: 'eu-west-1' },
      `client('kms').put_key_policy(KeyId='${String(arn)}', PolicyName='default', Policy='${policy}')`,
    );
    codes.push(...(await boto3(sandbox, { account: 'cleanroom', region: 'eu-west-1' }, use)));
  }
  expect(codes).toEqual(['AccessDeniedException', 'ok', 'AccessDeniedException']);
});
