/*
 * Drift, with real Terraform: what was changed and deleted by hand is told apart from what the fleet has changed since, by
 * the role that can change nothing. Nothing is written meanwhile, neither there nor into the state bucket.
 */
import {
  CreateTagsCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StackDrift } from '../../domain/messages/drift.js';
import { stackKeys } from '../../domain/stacks/state-keys.js';
import { digestOf, layGround, stackOf, type Ground } from './support/ground.js';

const scope = 'network.us-east-1';
const somebody = 'somebody-by-hand';
let ground: Ground;

beforeAll(async () => {
  ground = await layGround((account) => {
    account['blueprint'] = 'sandbox';
    account['regions'] = { 'us-east-1': { cidr: '10.79.0.0/16', availabilityZones: 2 } };
  });
}, 120_000);

afterAll(() => ground.close());

/** Looks at a stack, and at what was called meanwhile: only looks, in the account only as BacklotRead. */
async function look(of: string): Promise<StackDrift> {
  const { sandbox } = ground;
  const since = new Date().toISOString();
  const found = await ground.drift(stackOf(ground, of));
  const calls = (await sandbox.client.calls({ since })).filter(({ service }) => service !== 'sts');
  expect(calls.filter(({ mutating }) => mutating)).toEqual([]);
  const inAccount = calls.filter(({ service }) => service !== 's3');
  expect(inAccount.filter(({ role }) => role !== 'BacklotRead')).toEqual([]);
  expect(inAccount.filter(({ result }) => /Denied|Unauthorized/.test(result))).toEqual([]);
  expect(inAccount.length > 5).toBe(found.reason === undefined);
  return found;
}

/** EC2 of the environment, with the rights of its administrator. */
async function byHand(): Promise<EC2Client> {
  const { sandbox, environment } = ground;
  const { accessKeyId, secretAccessKey, sessionToken } = await sandbox.client.credentials(environment.name);
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  return new EC2Client({ region: 'us-east-1', endpoint: sandbox.description.endpoint, credentials });
}

test('before an apply nothing is planned: one stack was never applied, and others wait for it', async () => {
  expect(await look(scope)).toMatchObject({ outcome: 'not applied' });
  const { name } = stackOf(ground, scope);
  expect(await look('account')).toMatchObject({
    outcome: 'deferred',
    reason: expect.stringContaining(name) as string,
  });
});

test('what was just applied is clean, and is not looked at while somebody holds its lock', async () => {
  const stack = stackOf(ground, scope);
  await ground.apply({ stack, digest: digestOf(await ground.plan({ stack })) });
  expect(await look(scope)).toEqual({
    stack: stack.name,
    outcome: 'clean',
    counts: { drift: 0, pending: 0 },
    drift: [],
    pending: [],
  });
  const key = stackKeys.lock(ground.environment.name, stack.name);
  const lock = { ID: 'l-1', Who: 'jo@laptop', Operation: 'OperationTypeApply', Created: new Date().toISOString() };
  await ground.bucket.writeJson(key, lock);
  expect(await look(scope)).toMatchObject({
    outcome: 'could not look',
    reason: expect.stringContaining('jo@laptop') as string,
  });
  await ground.bucket.remove(key);
}, 600_000);

test('a change by hand, a deletion by hand and a change of the fleet are told apart', async () => {
  const ec2 = await byHand();
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
  const idOf = (name: string) => SecurityGroups.find(({ GroupName }) => GroupName === name)?.GroupId ?? '';
  await ec2.send(
    new CreateTagsCommand({ Resources: [idOf('backlot-worker')], Tags: [{ Key: 'Owner', Value: somebody }] }),
  );
  const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({}));
  const rule = SecurityGroupRules.find(
    ({ GroupId, IsEgress }) => GroupId === idOf('backlot-endpoints') && IsEgress !== true,
  );
  await ec2.send(
    new RevokeSecurityGroupIngressCommand({
      GroupId: rule?.GroupId,
      SecurityGroupRuleIds: [rule?.SecurityGroupRuleId ?? ''],
    }),
  );
  const drifted = await look(scope);
  expect(drifted).toMatchObject({
    outcome: 'drifted',
    counts: { drift: 2, pending: 0 },
    drift: [
      { address: 'aws_security_group.backlot-worker', difference: 'changed', attributes: ['tags'] },
      { type: 'aws_vpc_security_group_ingress_rule', difference: 'deleted', attributes: [] },
    ],
  });
  expect(JSON.stringify(drifted)).not.toContain(somebody);

  await ground.fleet.edit(`accounts/${ground.environment.name}.yaml`, (account) => {
    account['regions'] = { 'us-east-1': { cidr: '10.79.0.0/16', availabilityZones: 3 } };
  });
  await ground.synthesize();
  const both = await look(scope);
  expect(both).toMatchObject({ outcome: 'both', counts: { drift: 2 }, drift: drifted.drift });
  expect(both.pending).toContainEqual({ address: 'aws_subnet.data-3', type: 'aws_subnet', action: 'create' });
  const byHandAlone = new Set(both.drift.map(({ address }) => address));
  expect(both.pending.filter(({ address }) => byHandAlone.has(address))).toEqual([]);
}, 600_000);
