import { describe, expect, test } from 'vitest';
import { createAccessActivities } from '../../activities/accounts/access.js';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import { toFailure } from '../../activities/edge/to-failure.js';
import { assignmentId, compareAccess } from '../../domain/access/assignments.js';
import type { Assignment } from '../../domain/messages/access.js';

const group = (permissionSet: string, principalId: string): Assignment => ({
  permissionSet,
  principal: 'GROUP',
  principalId,
});
const person = (permissionSet: string, principalId: string): Assignment => ({
  permissionSet,
  principal: 'USER',
  principalId,
});

describe('who is let in and who is shut out', () => {
  const [a, b] = [group('Developer', 'a'), group('ReadOnly', 'b')];
  test.each([
    { case: 'nobody, and nobody is there', wanted: [], present: [], give: [], take: [] },
    { case: 'those who are missing', wanted: [a, b], present: [b], give: [a], take: [] },
    { case: 'those who are too many', wanted: [a], present: [b, a], give: [], take: [b] },
    {
      case: 'one who has another permission set',
      wanted: [a],
      present: [group('ReadOnly', 'a')],
      give: [a],
      take: [group('ReadOnly', 'a')],
    },
    {
      case: 'a person with the id of a group',
      wanted: [a],
      present: [person('Developer', 'a')],
      give: [a],
      take: [person('Developer', 'a')],
    },
    { case: 'two groups of one id, once', wanted: [a, a], present: [], give: [a], take: [] },
    { case: 'everybody, in an order of its own', wanted: [], present: [b, a], give: [], take: [a, b] },
  ])('$case', ({ wanted, present, give, take }) => {
    expect(compareAccess(wanted, present)).toEqual({ give, take });
  });

  test('each has words of its own', () => {
    const all = [group('Developer', 'a'), person('Developer', 'a'), group('ReadOnly', 'a'), group('Developer', 'b')];
    expect(new Set(all.map(assignmentId)).size).toBe(all.length);
  });
});

const at = {
  environment: 'qa1',
  accountId: '555555555555',
  center: {
    region: 'eu-central-1',
    instance: 'ssoins-7223a1b2c3d4e5f6',
    identityStore: 'd-9067000000',
    permissionSets: { Developer: 'ps-0a1b2c3d4e5f6071' },
  },
};

type Answers = Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => object>>;

/** Activities over answers by the names of calls; returns also what was sent, and where. */
function access(answers: Answers) {
  const sent: string[] = [];
  const regions = new Set<string>();
  const send = ({
    constructor: { name },
    input,
  }: {
    constructor: { name: string };
    input: Record<string, unknown>;
  }) => {
    const call = name.replace(/Command$/, '');
    sent.push(call);
    const answer = answers[call]?.(input) ?? {};
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const client = ({ region }: { region: string }) => {
    regions.add(region);
    return { send };
  };
  const tags = () => ({
    Tags: [
      ['operation', 'x'],
      ['environment', 'qa1'],
    ].map(([Key, Value]) => ({ Key: `backlot:${Key ?? ''}`, Value })),
  });
  const dependencies = {
    aws: {
      identityCenter: client,
      identityStore: client,
      organizations: () => ({ send: () => Promise.resolve(tags()) }),
    },
    accounts: {
      management: { account: '100000000000', region: 'us-east-1', role: 'BacklotAccounts' },
      protectedAccounts: ['222222222222'],
    },
    timings: { dnsPollMs: 7 },
  } as unknown as ActivityDependencies;
  return { activities: createAccessActivities(dependencies), sent, regions };
}

function awsError(name: string): Error {
  return Object.assign(new Error(name), { name, $metadata: {} });
}

async function failureOf(work: Promise<unknown>): Promise<object> {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  return toFailure(thrown);
}

const pages = (input: Readonly<Record<string, unknown>>) =>
  input['NextToken'] === undefined
    ? { AccountAssignments: [{ PrincipalType: 'GROUP', PrincipalId: 'a' }], NextToken: '2' }
    : { AccountAssignments: [{ PrincipalType: 'USER', PrincipalId: 'b' }] };

test('who may enter is listed to the last page, in the region of Identity Center', async () => {
  const { activities, regions } = access({ ListAccountAssignments: pages });
  const { assignments } = await activities.listAccess(at);
  expect(assignments).toEqual([group('Developer', 'a'), person('Developer', 'b')]);
  expect([...regions]).toEqual(['eu-central-1']);
});

test('nothing is asked for that is there, or gone, already', async () => {
  const { activities, sent } = access({ ListAccountAssignments: pages });
  expect(await activities.giveAccess({ ...at, assignment: person('Developer', 'b') })).toEqual({});
  expect(await activities.takeAccess({ ...at, assignment: group('Developer', 'z') })).toEqual({});
  expect(new Set(sent)).toEqual(new Set(['ListAccountAssignments']));
});

test.each([
  { environment: 'qa1', accountId: '222222222222', code: 'GuardRefused' },
  { environment: 'qa2', accountId: '555555555555', code: 'NotOurs' },
])('nothing is sent about account $accountId for $environment', async ({ code, ...other }) => {
  const { activities, sent } = access({});
  const input = { ...at, ...other, assignment: group('Developer', 'a') };
  await expect(activities.giveAccess(input)).rejects.toMatchObject({ code });
  await expect(activities.takeAccess(input)).rejects.toMatchObject({ code });
  expect(sent).toEqual([]);
});

test('a permission set that the fleet does not name is neither given nor taken', async () => {
  const { activities, sent } = access({});
  const input = { ...at, assignment: group('Administrator', 'a') };
  await expect(activities.giveAccess(input)).rejects.toMatchObject({ code: 'GuardRefused' });
  expect(sent).toEqual([]);
});

test('another change in progress is waited for', async () => {
  const { activities } = access({ CreateAccountAssignment: () => awsError('ConflictException') });
  expect(await failureOf(activities.giveAccess({ ...at, assignment: group('Developer', 'a') }))).toMatchObject({
    type: 'Throttled',
    nonRetryable: false,
  });
});

test.each([
  { Status: 'SUCCEEDED', failure: undefined },
  { Status: 'IN_PROGRESS', failure: { type: 'NotReady', nextRetryDelay: 7 } },
  { Status: 'FAILED', failure: { type: 'ResourceFailed', nonRetryable: true } },
])('a request that is $Status', async ({ Status, failure }) => {
  const { activities } = access({
    DescribeAccountAssignmentCreationStatus: () => ({ AccountAssignmentCreationStatus: { Status } }),
    DescribeAccountAssignmentDeletionStatus: () => ({ AccountAssignmentDeletionStatus: { Status } }),
  });
  const input = { ...at, assignment: group('Developer', 'a'), requestId: 'r' };
  for (const wait of [activities.awaitAccessGiven, activities.awaitAccessTaken]) {
    if (failure === undefined) await expect(wait(input)).resolves.toBeUndefined();
    else expect(await failureOf(wait(input))).toMatchObject(failure);
  }
});
