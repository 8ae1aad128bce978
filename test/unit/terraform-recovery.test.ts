import { describe, expect, test } from 'vitest';
import type { AwsAccess } from '../../activities/aws/access.js';
import { findLost, isWanted } from '../../activities/terraform/find-lost.js';
import { isOver, isOwnLock } from '../../activities/terraform/lock.js';
import type { JournalledRun } from '../../activities/terraform/runner/protocol.js';
import { parseState } from '../../activities/terraform/stack-state.js';
import { beyondApproval, findForgotten } from '../../domain/stacks/compare-journal.js';
import type { ChangeAction, PlannedChange, StackSlice } from '../../domain/messages/stacks.js';
import type { TerraformPlan } from '../../domain/stacks/terraform-plan.js';

const to = (action: ChangeAction, address: string): PlannedChange => {
  return { address, type: address.split('.')[0] ?? '', action };
};
const made = (address: string, id: string) => ({ address, type: address.split('.')[0] ?? '', id });

describe('what a state has forgotten', () => {
  const wanted = [to('create', 'aws_vpc.a'), to('create', 'aws_subnet.b'), to('replace', 'aws_eip.c')];

  test('is what was made and is not in it', () => {
    const state = [{ address: 'aws_vpc.a', id: 'vpc-1' }];
    expect(
      findForgotten({ wanted, made: [made('aws_vpc.a', 'vpc-1'), made('aws_subnet.b', 'subnet-1')] }, state),
    ).toEqual({
      made: [made('aws_subnet.b', 'subnet-1')],
      perhapsMade: [to('replace', 'aws_eip.c')],
      perhapsReplaced: [],
      outdated: [],
    });
  });

  test('what was to be made and of which nothing is known may be there', () => {
    const { perhapsMade } = findForgotten({ wanted: [...wanted, to('delete', 'aws_vpc.z')], made: [] }, []);
    expect(perhapsMade.map(({ address }) => address)).toEqual(['aws_vpc.a', 'aws_subnet.b', 'aws_eip.c']);
  });

  test('the last one of an address counts, and one that it has replaced is outdated', () => {
    const state = [{ address: 'aws_eip.c', id: 'eip-old' }];
    const twice = [made('aws_eip.c', 'eip-1'), made('aws_eip.c', 'eip-2')];
    expect(findForgotten({ wanted: [], made: twice }, state)).toEqual({
      made: [made('aws_eip.c', 'eip-2')],
      perhapsMade: [],
      perhapsReplaced: [],
      outdated: ['aws_eip.c'],
    });
  });
});

describe('what has come in the place of something half made', () => {
  const address = 'aws_vpc_endpoint.s3';
  const tags = { 'backlot:stack': 'qa1.network.us-east-1', Name: 's3' };
  const change = to('create', address);
  const plan = { resource_changes: [{ address, change: { actions: ['create'], after: { tags_all: tags } } }] };
  const slice = { name: 'qa1.network.us-east-1', accountId: '1', region: 'us-east-1', role: 'BacklotDeploy' };

  /** What becomes of it when AWS lists these endpoints, and the state knows `vpce-old`. */
  async function lostOf(...ids: readonly string[]) {
    const answer = {
      VpcEndpoints: ids.map((VpcEndpointId) => ({
        VpcEndpointId,
        State: 'available',
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      })),
    };
    const aws = { ec2: () => ({ send: () => Promise.resolve(answer) }) } as unknown as AwsAccess;
    const forgotten = findForgotten({ wanted: [change], made: [] }, [{ address, id: 'vpce-old' }]);
    const known = { ids: new Set(['vpce-old']), madeIds: new Set<string>() };
    return await findLost({ aws }, slice as StackSlice, '{}', forgotten, plan as unknown as TerraformPlan, known);
  }

  test('is imported, and the state forgets what is gone', async () => {
    const imports = [{ to: address, id: 'vpce-new' }];
    expect(await lostOf('vpce-new')).toEqual({ imports, removals: [], outdated: [address] });
  });

  test('is nothing while the one that the state knows is there, or when nothing is there', async () => {
    const nothing = { imports: [], removals: [], outdated: [] };
    expect(await lostOf('vpce-old')).toEqual(nothing);
    expect(await lostOf()).toEqual(nothing);
  });

  test('is not guessed', async () => {
    await expect(lostOf('vpce-1', 'vpce-2')).rejects.toMatchObject({ code: 'CannotDecide' });
  });
});

describe('the rest of an approved plan', () => {
  test.each<[ChangeAction, ChangeAction, boolean]>([
    ['create', 'create', true],
    ['create', 'import', true],
    ['create', 'update', true],
    ['create', 'replace', true],
    ['create', 'delete', false],
    ['update', 'update', true],
    ['update', 'replace', false],
    ['update', 'delete', false],
    ['replace', 'create', true],
    ['delete', 'delete', true],
    ['delete', 'create', false],
    ['import', 'replace', false],
  ])('of "%s" may be "%s": %s', (approved, now, isAllowed) => {
    const beyond = beyondApproval([to(approved, 'aws_vpc.a')], [to(now, 'aws_vpc.a')]);
    expect(beyond).toEqual(isAllowed ? [] : [to(now, 'aws_vpc.a')]);
  });

  test('never holds what was not in it', () => {
    expect(beyondApproval([to('create', 'aws_vpc.a')], [to('create', 'aws_vpc.b')])).toEqual([
      to('create', 'aws_vpc.b'),
    ]);
  });
});

describe('whether a thing is what was wanted', () => {
  const tags = { 'backlot:stack': 'qa1.network.us-east-1', Name: 'data 1' };
  test.each([
    ['has all tags', { tags_all: tags }, true],
    ['has more tags', { tags_all: { Name: 'data 1' } }, true],
    ['has another tag', { tags_all: { ...tags, Name: 'data 2' } }, false],
    ['has the tags and another name', { tags_all: tags, name: 'other' }, false],
    ['has the tags and the name', { tags_all: tags, name: 'group' }, true],
    ['has the name and nothing to have tags', { name: 'group' }, true],
    ['has the name in another case', { name: 'Group' }, false],
    ['was wanted with nothing that it could be told by', { cidr_block: '10.0.0.0/24' }, false],
    ['was not wanted', undefined, false],
  ])('it %s', (_, wanted, expected) => {
    expect(isWanted({ tags, name: 'group', id: 'sg-1' }, wanted)).toBe(expected);
  });
});

const run: JournalledRun = {
  plan: 'p',
  startedAt: '2026-11-21T10:00:00.000Z',
  beatAt: '2026-11-21T10:00:30.000Z',
  host: 'worker-1',
  pid: 2 ** 30,
  who: 'root@worker-1',
};
const lock = { id: 'l1', who: 'root@worker-1', operation: 'OperationTypeApply', created: '2026-11-21T10:00:05.000Z' };

describe('a lock', () => {
  test.each([
    ['whose id was journalled', [{ ...run, lockId: 'l1' }], lock, true],
    ['with another id than was journalled', [{ ...run, lockId: 'l2' }], lock, false],
    ['that was taken right after a start that was journalled', [run], lock, true],
    ['that was taken before', [run], { ...lock, created: '2026-11-21T09:59:59.000Z' }, false],
    ['that was taken much later', [run], { ...lock, created: '2026-11-21T10:10:00.000Z' }, false],
    ['of another machine', [run], { ...lock, who: 'root@laptop' }, false],
    ['for another purpose', [run], { ...lock, operation: 'OperationTypePlan' }, false],
    ['while nothing was journalled', [], lock, false],
  ])('%s', (_, runs, held, isOwn) => {
    expect(isOwnLock(held, runs)).toBe(isOwn);
  });
});

describe('a run', () => {
  const now = Date.parse('2026-11-21T10:01:00.000Z');
  const silentMs = 300_000;
  test.each([
    ['that has ended is over', { ...run, ended: { at: run.beatAt, code: 1 } }, now, true],
    ['whose process is gone from this machine is over', run, now, true],
    ['whose process is there is not', { ...run, pid: process.pid }, now + 10 * silentMs, false],
    ['on another machine is not while it may only be slow', { ...run, host: 'worker-2' }, now, false],
    ['on another machine is over when it was silent for long', { ...run, host: 'worker-2' }, now + silentMs, true],
    ['that has only just begun is not', { ...run, pid: 0 }, now, false],
  ])('%s', (_, given, at, expected) => {
    expect(isOver(given, silentMs, at, 'worker-1')).toBe(expected);
  });
});

test('a state names what it manages as plans do', () => {
  const state = parseState({
    lineage: 'l',
    serial: 3,
    outputs: { vpcId: { value: 'vpc-1' } },
    resources: [
      { mode: 'managed', type: 'aws_vpc', name: 'vpc', instances: [{ attributes: { id: 'vpc-1' } }] },
      { mode: 'data', type: 'aws_route53_zone', name: 'parent', instances: [{ attributes: { id: 'Z1' } }] },
      {
        module: 'module.net',
        mode: 'managed',
        type: 'aws_subnet',
        name: 's',
        instances: [
          { index_key: 'a', attributes: { id: 'subnet-a' } },
          { index_key: 0, attributes: null },
          { index_key: 'a', deposed: 'd1', attributes: { id: 'subnet-old' } },
        ],
      },
    ],
  });
  expect(state).toEqual({
    lineage: 'l',
    serial: 3,
    outputs: { vpcId: { value: 'vpc-1' } },
    resources: [
      { address: 'aws_vpc.vpc', id: 'vpc-1' },
      { address: 'module.net.aws_subnet.s["a"]', id: 'subnet-a' },
      { address: 'module.net.aws_subnet.s[0]', id: undefined },
    ],
  });
});
