import { expect, test } from 'vitest';
import type { PolicyDocument } from '../../templates/policies/policy-document.js';
import { boto3 } from './support/boto3.js';
import { sharedSandbox } from './support/sandbox.js';

const sandbox = sharedSandbox();

async function seeded(account: string, role: string): Promise<{ trust: PolicyDocument; policy: PolicyDocument }> {
  const [trust, policy] = await boto3(
    sandbox,
    { account },
    `
iam = client('iam')
answer(iam.get_role(RoleName='${role}')['Role']['AssumeRolePolicyDocument'])
answer(iam.get_role_policy(RoleName='${role}', PolicyName='${role}')['PolicyDocument'])
`,
  );
  return { trust: trust as PolicyDocument, policy: policy as PolicyDocument };
}

test.each([
  ['production', 'BacklotSource', 'ShareCopies'],
  ['cleanroom', 'BacklotScrub', 'RestoreInQuarantine'],
  ['cleanroom', 'BacklotVerify', 'SignStatements'],
  ['cleanroom', 'BacklotPublish', 'ShareImages'],
  ['qa1', 'BacklotData', 'MoveNames'],
  ['dns', 'BacklotRead', 'DescribeDatabases'],
])('%s has %s with the product’s policy, for the base identity only', async (account, role, sid) => {
  const { trust, policy } = await seeded(account, role);
  expect(trust.Statement.map(({ Principal }) => Principal?.AWS)).toEqual([['arn:aws:iam::111111111111:user/backlot']]);
  expect(policy.Statement.map(({ Sid }) => Sid)).toContain(sid);
});

test('production has a quarantine that lets nobody in', async () => {
  const [rules] = await boto3(
    sandbox,
    { account: 'production' },
    `
groups = client('ec2').describe_security_groups(Filters=[{'Name': 'group-name', 'Values': ['backlot-quarantine']}])
answer([group['IpPermissions'] for group in groups['SecurityGroups']])
`,
  );
  expect(rules).toEqual([[]]);
});

test('a new environment is let in to the images, and the others stay so', async () => {
  const { id } = await sandbox.client.addEnvironment('policies');
  const [policy] = await boto3(
    sandbox,
    { account: 'cleanroom' },
    `answer(json.loads(client('kms').get_key_policy(KeyId='alias/backlot-image', PolicyName='default')['Policy']))`,
  );
  const readers = (policy as PolicyDocument).Statement.find(({ Sid }) => Sid === 'ReadImages');
  expect(readers?.Condition?.['ArnEquals']?.['aws:PrincipalArn']).toEqual(
    expect.arrayContaining([id, '555555555555'].map((account) => `arn:aws:iam::${account}:role/BacklotData`)),
  );
});
