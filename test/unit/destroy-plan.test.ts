import { describe, expect, test } from 'vitest';
import { reasonToKeep } from '../../activities/teardown/pool.js';
import { beyondPlan, phaseOf, planItems, removable } from '../../domain/destroy-plan.js';
import type { Doomed } from '../../domain/messages/destroy.js';
import type { FoundAt } from '../../domain/messages/listing.js';
import { reasonToSpare } from '../../domain/reason-to-spare.js';
import { finders } from '../../activities/finders/registry.js';
import { finderTypes } from '../../domain/stacks/finder-types.js';
import { removalOrder } from '../../domain/removal-order.js';

const found = (type: FoundAt['type'], id: string, more: Partial<FoundAt> = {}): FoundAt => {
  return { type, id, importId: id, tags: {}, region: 'us-east-1', ...more };
};

const doomed: Doomed = {
  environment: 'qa1',
  accountId: '555555555555',
  protectedAccounts: ['222222222222'],
  record: { status: 'ACTIVE', tags: { 'backlot:operation': 'a1', 'backlot:environment': 'qa1' } },
};
const tagged = (tags: Record<string, string>) => ({ record: { status: 'ACTIVE', tags } });

describe('an account is spared', () => {
  test('not when Backlot made it for this very environment', () => expect(reasonToSpare(doomed)).toBeUndefined());

  test.each<[string, Partial<Doomed>, RegExp]>([
    ['whose number is none', { accountId: '5555' }, /not the number/],
    ['whose number has a space', { accountId: ' 555555555555' }, /not the number/],
    ['that is protected', { accountId: '222222222222' }, /protected/],
    ['that is suspended', { record: { status: 'SUSPENDED', tags: {} } }, /SUSPENDED/],
    ['that Backlot did not make', tagged({ 'backlot:environment': 'qa1' }), /not made by Backlot/],
    ['that is nobody’s', tagged({ 'backlot:operation': 'a1' }), /no environment/],
    ['of another environment', tagged({ 'backlot:operation': 'a1', 'backlot:environment': 'qa11' }), /qa11/],
  ])('%s', (_, change, reason) => expect(reasonToSpare({ ...doomed, ...change })).toMatch(reason));

  test('that is not of the organisation', () => {
    const { record: _record, ...unknown } = doomed;
    expect(reasonToSpare(unknown)).toMatch(/not an account of the organisation/);
  });
});

describe('an account is closed', () => {
  const empty = { 'backlot:operation': 'a1', 'backlot:pool': 'empty' };

  test.each<[string, Record<string, string>, RegExp | undefined]>([
    ['when it was found empty', empty, undefined],
    ['when it waits to be closed', { ...empty, 'backlot:pool': 'retired' }, undefined],
    ['not when it belongs to somebody', { ...empty, 'backlot:environment': 'qa1' }, /belongs to qa1/],
    ['not when nobody looked', { 'backlot:operation': 'a1' }, /found it empty/],
    ['not when Backlot did not make it', { 'backlot:pool': 'empty' }, /not made by Backlot/],
  ])('%s', (_, tags, reason) => {
    const kept = reasonToKeep('555555555555', tags, []);
    if (reason === undefined) expect(kept).toBeUndefined();
    else expect(kept).toMatch(reason);
  });

  test('not when it is protected', () => {
    expect(reasonToKeep('555555555555', empty, ['555555555555'])).toMatch(/protected/);
  });
});

describe('what goes', () => {
  test('has an order, for every type that can go by itself', () => {
    const removed = finderTypes.filter((type) => finders[type].remove !== undefined);
    expect([...removalOrder].toSorted()).toEqual(removed.toSorted());
  });

  test.each([
    [found('aws_db_instance', 'users-1'), 'databases'],
    [found('aws_route53_record', 'Z1_users.db_CNAME'), 'databases'],
    [found('aws_route53_record', 'Z1_www_A'), 'resources'],
    [found('aws_iam_role', 'BacklotDeploy', { name: 'BacklotDeploy' }), 'roles'],
    [found('aws_iam_policy', 'arn', { name: 'BacklotBoundary' }), 'roles'],
    [found('aws_iam_role', 'qa1-tasks', { name: 'qa1-tasks' }), 'resources'],
    [found('aws_kms_key', 'key'), 'resources'],
  ] as const)('%o goes with the %s', (resource, phase) => expect(phaseOf(resource)).toBe(phase));

  test('is ordered by what uses what, and then by place and name', () => {
    const all = [
      found('aws_kms_key', 'k'),
      found('aws_vpc', 'b'),
      found('aws_vpc', 'a'),
      found('aws_route', 'goes with its table'),
      found('aws_vpc', 'c', { region: 'eu-west-1' }),
    ];
    expect(removable(all).map(({ id }) => id)).toEqual(['c', 'a', 'b', 'k']);
  });

  test('leaves what is not Backlot’s unless told otherwise, and then takes it after all of Backlot’s own but the roles', () => {
    const listing = {
      ours: [found('aws_iam_role', 'BacklotDeploy', { name: 'BacklotDeploy' }), found('aws_vpc', 'v')],
      foreign: [found('aws_s3_bucket', 'theirs')],
      ending: [],
    };
    const ids = (choice: 'leave' | 'delete') => planItems(listing, [], choice).map(({ id }) => id);
    expect(ids('leave')).toEqual(['v', 'BacklotDeploy']);
    expect(ids('delete')).toEqual(['v', 'theirs', 'BacklotDeploy']);
  });

  test('is beyond a plan when it is new, or a stack that holds more', () => {
    const stack = { phase: 'stacks', type: 'stack', id: 'qa1.data', region: 'us-east-1', deletes: 3 } as const;
    const vpc = { phase: 'resources', type: 'aws_vpc', id: 'v', region: 'us-east-1' } as const;
    expect(beyondPlan([stack, vpc], [{ ...stack, deletes: 1 }])).toEqual([]);
    expect(beyondPlan([stack], [{ ...stack, deletes: 4 }, vpc])).toEqual([{ ...stack, deletes: 4 }, vpc]);
    expect(beyondPlan([vpc], [{ ...vpc, region: 'eu-west-1' }])).toHaveLength(1);
  });
});
