import { expect, test } from 'vitest';
import type { AwsAccess } from '../../activities/aws/access.js';
import { createFinders } from '../../activities/sweep/finders.js';
import { tagKeys } from '../../domain/tags.js';

const place = { account: '333333333333', region: 'us-east-1', role: 'BacklotScrub' };
const ours = [
  { Key: tagKeys.operation, Value: 'op-1' },
  { Key: tagKeys.kind, Value: 'quarantine' },
];

/** An account with two parameter groups, one of which answers with an error when it is asked for its tags. */
function accountWhereOneIs(error: string): AwsAccess {
  const answers: Readonly<Record<string, (input: { ResourceName?: string }) => object>> = {
    DescribeDBInstancesCommand: () => ({ DBInstances: [] }),
    DescribeDBParameterGroupsCommand: () => ({
      DBParameterGroups: ['there', 'other'].map((name) => ({
        DBParameterGroupName: `backlot-${name}`,
        DBParameterGroupArn: name,
      })),
    }),
    ListTagsForResourceCommand: ({ ResourceName }) => {
      if (ResourceName === 'there') return { TagList: ours };
      throw Object.assign(new Error(error), { name: error, $metadata: {} });
    },
  };
  const send = async ({ constructor, input }: { constructor: { name: string }; input: object }) =>
    Promise.resolve().then(() => answers[constructor.name]?.(input));
  return { rds: () => ({ send }) } as unknown as AwsAccess;
}

test('what is gone between the list and its tags is no leftover', async () => {
  const finders = createFinders(accountWhereOneIs('DBParameterGroupNotFoundFault'));
  const found = await finders.findAll({ place, types: ['parameter-group'] });
  expect(found.map(({ id }) => id)).toEqual(['backlot-there']);
});

test('what may not be looked at is no reason to tell of fewer leftovers', async () => {
  const finders = createFinders(accountWhereOneIs('AccessDenied'));
  await expect(finders.findAll({ place, types: ['parameter-group'] })).rejects.toThrow('AccessDenied');
});
