/*
 * What a removal takes for "gone": only what AWS says of the very thing that was to be removed, or of what it is a part of.
 */
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, test } from 'vitest';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import { finders } from '../../activities/finders/registry.js';
import { createRemovalActivities } from '../../activities/teardown/contents.js';
import type { FoundAt } from '../../domain/messages/listing.js';
import { finderTypes, type FinderType } from '../../domain/stacks/finder-types.js';

const place = { account: '555555555555', region: 'us-east-1', role: 'BacklotDeploy' };
const hours = 3_600_000;
const removable = finderTypes.filter((type) => finders[type].remove !== undefined);

function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name, $metadata: {} });
}

interface Account {
  /** What a command throws, or answers; an empty answer by default. */
  readonly answers?: Readonly<Record<string, object>>;
  /** What every other command that takes something away throws. */
  readonly refusal?: Error;
}

const takesAway = /^(?:Delete|Disassociate|Detach|Release|Revoke|Schedule|Terminate|Change)/;

/** An account as far as removals ask it; returns also what was sent to it. */
function removalsIn({ answers = {}, refusal }: Account) {
  const sent: string[] = [];
  const send = async ({ constructor: { name: command } }: object): Promise<object> => {
    const name = command.replace(/Command$/, '');
    sent.push(name);
    const answer = answers[name] ?? (takesAway.test(name) ? refusal : undefined) ?? {};
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const aws = new Proxy({}, { get: () => () => ({ send }) });
  const accounts = { protectedAccounts: [] };
  const dependencies = { aws, accounts, timings: { instancePollMs: 5 } } as unknown as ActivityDependencies;
  return { sent, ...createRemovalActivities(dependencies) };
}

function found(type: FinderType, id = 'x', partOf = 'whole'): FoundAt {
  return { type, id, importId: id, tags: {}, region: 'us-east-1', partOf };
}

/** A record that is in its zone: without one there is nothing to remove. */
const record = { ResourceRecordSets: [{ Name: 'a.qa1.example.', Type: 'A' as const }] };
const idOf = (type: FinderType) => (type === 'aws_route53_record' ? 'whole_a.qa1.example_A' : 'x');
const answers = { ListResourceRecordSets: record };

test.each(removable.flatMap((type) => (finders[type].gone ?? []).map((name) => [type, name] as const)))(
  '%s is gone when AWS says %s',
  async (type, name) => {
    const { removeFound, sent } = removalsIn({ answers, refusal: awsError(name) });
    await removeFound({ found: found(type, idOf(type)), place });
    expect(sent.some((command) => takesAway.test(command))).toBe(true);
  },
);

test.each(removable)('%s is not gone because something else is not found', async (type) => {
  for (const name of ['InvalidThingID.NotFound', 'ThingNotFound', 'ThingNotFoundFault', 'ThingNotFoundException']) {
    const { removeFound } = removalsIn({ answers, refusal: awsError(name) });
    await expect(removeFound({ found: found(type, idOf(type)), place })).rejects.toThrow(name);
  }
});

test.each<[FinderType, string, Account, string[]]>([
  [
    'aws_internet_gateway',
    'its network has gone',
    { answers: { DetachInternetGateway: awsError('InvalidVpcID.NotFound') } },
    ['DetachInternetGateway', 'DeleteInternetGateway'],
  ],
  [
    'aws_internet_gateway',
    'it was detached before',
    { answers: { DetachInternetGateway: awsError('Gateway.NotAttached') } },
    ['DetachInternetGateway', 'DeleteInternetGateway'],
  ],
  [
    'aws_iam_role',
    'one of its policies has gone',
    {
      answers: {
        ListRolePolicies: { PolicyNames: ['one'] },
        ListAttachedRolePolicies: { AttachedPolicies: [{ PolicyArn: 'arn' }] },
        DeleteRolePolicy: awsError('NoSuchEntityException'),
        DetachRolePolicy: awsError('NoSuchEntityException'),
      },
    },
    ['ListRolePolicies', 'DeleteRolePolicy', 'ListAttachedRolePolicies', 'DetachRolePolicy', 'DeleteRole'],
  ],
])('%s is still removed when %s', async (type, _, account, expected) => {
  const { removeFound, sent } = removalsIn(account);
  await removeFound({ found: found(type), place });
  expect(sent).toEqual(expected);
});

test.each<[FinderType, Error]>([
  ['aws_kms_key', awsError('KMSInvalidStateException', 'arn:x is pending deletion.')],
  ['aws_athena_workgroup', awsError('InvalidRequestException', 'WorkGroup x is not found.')],
])('%s: a name with many meanings is told apart by its words', async (type, refusal) => {
  await removalsIn({ refusal }).removeFound({ found: found(type), place });
  const other = removalsIn({ refusal: awsError(refusal.name, 'something else') });
  await expect(other.removeFound({ found: found(type), place })).rejects.toThrow('something else');
});

describe('an endpoint, which AWS refuses in an answer that is no error', () => {
  const refusedWith = (Code: string) =>
    removalsIn({ answers: { DeleteVpcEndpoints: { Unsuccessful: [{ ResourceId: 'x', Error: { Code } }] } } });

  test('is gone when it is the one that is not there', async () => {
    const { removeFound, sent } = refusedWith('InvalidVpcEndpoint.NotFound');
    await removeFound({ found: found('aws_vpc_endpoint'), place });
    expect(sent).toEqual(['DeleteVpcEndpoints']);
  });

  test('stays when a route table is not there, or it may not be deleted', async () => {
    for (const code of ['InvalidRouteTableID.NotFound', 'UnauthorizedOperation']) {
      await expect(refusedWith(code).removeFound({ found: found('aws_vpc_endpoint'), place })).rejects.toThrow(code);
    }
  });
});

describe('a wait', () => {
  const subnet = { found: found('aws_subnet', 'subnet-1'), place };
  const since = (ms: number) => new MockActivityEnvironment({ scheduledTimestampMs: Date.now() - ms });
  const used = removalsIn({ refusal: awsError('DependencyViolation', 'has dependencies') });
  const there = removalsIn({ answers: { DescribeSubnets: { Subnets: [{ SubnetId: 'subnet-1', VpcId: 'vpc-1' }] } } });

  test.each([
    ['for what uses a thing', () => used.removeFound(subnet), 'still used: has dependencies'],
    ['for a thing to go', () => there.awaitRemoved(subnet), 'still there'],
  ])('%s ends after two hours, and names what still exists', async (_, attempt, how) => {
    await expect(since(1.9 * hours).run(attempt)).rejects.toMatchObject({
      name: 'NotReadyError',
      message: `aws_subnet subnet-1 is ${how}`,
    });
    await expect(since(2.1 * hours).run(attempt)).rejects.toMatchObject({
      code: 'WaitTimedOut',
      message: expect.stringContaining(`aws_subnet subnet-1 in us-east-1 is ${how}, after 2 hours`) as string,
      details: { type: 'aws_subnet', id: 'subnet-1', region: 'us-east-1' },
    });
  });

  test('ends at once when the thing has gone', async () => {
    await since(3 * hours).run(() => removalsIn({}).awaitRemoved(subnet));
  });
});
