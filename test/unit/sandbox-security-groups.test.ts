import { expect, test } from 'vitest';
import type { Moto } from '../../sandbox/gateway/moto.js';
import { SecurityGroups } from '../../sandbox/services/security-groups.js';

const rule = (from: number, to: number, more: object) => ({ ipProtocol: 'tcp', fromPort: from, toPort: to, ...more });
const list = (...item: readonly object[]) => ({ item });

/** Answers as moto does: a list of one is no list. */
const moto = {
  query: () =>
    Promise.resolve({
      DescribeSecurityGroupsResponse: {
        securityGroupInfo: list(
          {
            groupId: 'sg-data',
            groupName: 'backlot-data',
            ipPermissions: list(
              rule(5432, 5432, { ipRanges: list({ cidrIp: '10.0.0.0/8' }), groups: list({ groupId: 'sg-worker' }) }),
              rule(22, 22, { groups: list({ groupId: 'sg-other' }) }),
            ),
          },
          { groupId: 'sg-worker', groupName: 'backlot-worker' },
          { groupId: 'sg-other', groupName: 'other' },
        ),
      },
    }),
} as unknown as Moto;

const groups = new SecurityGroups(moto, (name) => (name === 'backlot-worker' ? ['127.0.2.3'] : ['127.0.2.4']));

test('a rule lets in blocks of addresses, and the members of groups', async () => {
  expect(await groups.ingress('700000000001', 'us-east-1', ['sg-data'], 5432)).toEqual(['10.0.0.0/8', '127.0.2.3/32']);
  expect(await groups.ingress('700000000001', 'us-east-1', ['sg-worker'], 5432)).toEqual([]);
});

test('a group that is not there is refused as AWS refuses it', async () => {
  await expect(groups.ingress('700000000001', 'us-east-1', ['sg-gone'], 5432)).rejects.toMatchObject({
    code: 'InvalidParameterValue',
  });
});
