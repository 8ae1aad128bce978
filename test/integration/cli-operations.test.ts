import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../cli/operations/attend.js';
import type { LiveView } from '../../cli/operations/live/live-view.js';
import type { Status } from '../../cli/operations/status/read-status.js';
import type { DriftReport } from '../../domain/messages/drift.js';
import type { ParityReport } from '../../domain/messages/parity.js';
import type { RefreshProgress } from '../../domain/messages/refresh.js';
import { requireApproval } from '../workflow/support/progress.js';
import { stagedStacks } from '../workflow/support/spawning.js';
import { backlot, startBacklot, type Ended } from './support/backlot-program.js';
import { setCliStage, type CliStage } from './support/cli-stage.js';

// The tests tell one story, in order, because a refresh is what all of them look at.
let stage: CliStage;

beforeAll(async () => {
  stage = await setCliStage();
});
afterAll(() => stage?.strike());

const run = (...args: string[]): Promise<Ended> => backlot(args, stage.env);
const parse = <T>({ stdout }: Ended): T => JSON.parse(stdout) as T;
const lines = <T>({ stdout }: Ended): T[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
const settle = { timeout: 60_000, interval: 100 };

async function approvalIsWaited(): Promise<void> {
  const handle = stage.client.workflow.getHandle('refresh/qa1');
  await expect
    .poll(async () => (await handle.query<RefreshProgress>('progress')).phase, settle)
    .toBe('waiting for approval');
}

describe('before anything is started', () => {
  test('a server that does not answer is named, with exit code 3', async () => {
    const ended = await backlot(['refresh', 'qa1'], { ...stage.env, TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toMatch(/^error Unreachable: The Temporal server at 127\.0\.0\.1:1 .*TEMPORAL_ADDRESS/);
  });

  test('the queues without a worker are named, and nothing is started', async () => {
    const ended = await run('refresh', 'qa1');
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    for (const queue of ['"backlot"', '"backlot-data/cleanroom/us-east-1"', '"backlot-data/qa1/us-east-1"']) {
      expect(ended.stderr).toContain(queue);
    }
    await expect(stage.client.workflow.getHandle('refresh/qa1').describe()).rejects.toThrow(/not found/i);
  });

  test('names and values are checked without a server', async () => {
    const nowhere = { ...stage.env, TEMPORAL_ADDRESS: '127.0.0.1:1' };
    expect((await backlot(['refresh', 'qa2'], nowhere)).stderr).toContain('Did you mean qa1?');
    expect(await backlot(['refresh', 'qa1', '--max-age', 'soon'], nowhere)).toMatchObject({ code: 2 });
    expect(await backlot(['refresh', 'qa1', '--fleet', 'test'], nowhere)).toMatchObject({ code: 1 });
  });

  test('there is nothing to watch, and nothing serves', async () => {
    expect(await run('watch', 'qa1')).toMatchObject({ code: 3 });
    expect(await run('cancel', 'refresh/qa1')).toMatchObject({ code: 3 });
    expect(parse<Status>(await run('status', '--json'))).toEqual({
      operations: [],
      leases: [],
      environments: [],
      expiries: [],
      schedules: [],
    });
  });
});

describe('a refresh', () => {
  beforeAll(async () => {
    requireApproval(stage);
    await stage.serve();
  });

  test('is started once, with what it was asked in its details', async () => {
    expect(parse(await run('refresh', 'qa1', '--json'))).toMatchObject({
      workflowId: 'refresh/qa1',
      status: 'started',
    });
    await approvalIsWaited();
    const again = await run('refresh', 'qa1');
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/LeaseHeld: refresh\/qa1 .*backlot watch qa1.*backlot cancel qa1/);
    expect(parse(await run('refresh', 'qa1', '--on-busy', 'skip', '--json'))).toMatchObject({ status: 'skipped' });
    const description = await stage.client.workflow.getHandle('refresh/qa1').describe();
    expect(await description.staticSummary()).toMatch(/^Refresh of qa1, for \S+@\S+$/);
    expect(await description.staticDetails()).toContain('"account": "qa1"');
  });

  test('can be watched and left, and goes on', async () => {
    const watching = startBacklot(['watch', 'qa1'], stage.env);
    await expect.poll(watching.stdout, settle).toContain('refresh/qa1 waiting for approval');
    expect(watching.stdout()).toMatch(/users: ready, data of /);
    watching.child.kill('SIGINT');
    const { code, stderr } = await watching.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('backlot watch qa1');
    expect(stderr).toContain('backlot cancel qa1');
    expect((await stage.client.workflow.getHandle('refresh/qa1').describe()).status.name).toBe('RUNNING');
  });

  test('refuses what is not possible, with its own words', async () => {
    const ended = await run('skip', 'qa1', 'users');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('InvalidInput: skipDatabase is not possible while');
  });

  test('is paused and resumed', async () => {
    expect(parse(await run('pause', 'qa1', '--json'))).toMatchObject({ progress: { paused: true } });
    expect((await run('resume', 'qa1')).stdout).toBe('refresh/qa1: waiting for approval\n');
  });

  test('shows in the status with its lease', async () => {
    const status = async () => parse<Status>(await run('status', 'qa1', '--json'));
    await expect
      .poll(async () => (await status()).operations, settle)
      .toMatchObject([{ workflowId: 'refresh/qa1', environment: 'qa1', phase: 'waiting for approval' }]);
    expect((await status()).leases).toEqual([{ resource: 'qa1', holder: 'refresh/qa1' }]);
  });

  test('serves once it is approved; the last line of a watch is the outcome', async () => {
    const watching = startBacklot(['watch', 'qa1', '--json'], stage.env);
    await expect.poll(watching.stdout, settle).not.toBe('');
    expect((await run('approve', 'qa1')).code).toBe(0);
    const ended = await watching.ended;
    expect(ended.code).toBe(0);
    const printed = lines<LiveView | Outcome>(ended);
    expect(printed[0]).toMatchObject({ workflowId: 'refresh/qa1', phase: 'waiting for approval' });
    expect(printed.at(-1)).toMatchObject({
      status: 'completed',
      result: { databases: [{ database: 'users', step: 'serving' }, { step: 'serving' }] },
    });
  });

  test('that is cancelled says so, and clears up', async () => {
    expect(parse(await run('refresh', 'qa1', '--json'))).toMatchObject({ status: 'started' });
    await approvalIsWaited();
    const watching = startBacklot(['watch', 'refresh/qa1', '--json'], stage.env);
    await expect.poll(watching.stdout, settle).toContain('waiting for approval');
    expect((await run('cancel', 'qa1')).stdout).toMatch(/^refresh\/qa1 is told to stop/);
    const ended = await watching.ended;
    expect(ended.code).toBe(1);
    expect(lines(ended).at(-1)).toMatchObject({ status: 'cancelled', error: { code: 'Cancelled' } });
  });

  test('that fails is told with code, words and exit code 1', async () => {
    stage.faults.fail('checkHealth', {}, 'HealthCheckFailed');
    const ended = await run('refresh', 'qa1', '--wait');
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/refresh\/qa1 failed\n$/);
    expect(ended.stderr).toMatch(/^RefreshFailed: .*HealthCheckFailed/);
  });
});

describe('what serves', () => {
  test('is what the approved refresh let serve, not what failed or was cancelled since', async () => {
    const handle = stage.client.workflow.getHandle('refresh/qa1');
    await expect(handle.result()).rejects.toThrow();
    const { environments } = parse<Status>(await run('status', '--json'));
    expect(environments).toMatchObject([{ environment: 'qa1', unknown: [] }]);
    expect(environments[0]?.databases.map(({ database }) => database)).toEqual(['orders', 'users']);
    expect(environments[0]?.databases.every(({ dataTime }) => Boolean(dataTime))).toBe(true);
  });

  test('cannot be rolled back while there is nothing before it', async () => {
    const ended = await run('rollback', 'qa1', '--wait', '--json');
    expect(ended.code).toBe(1);
    expect(parse<Outcome>(ended)).toMatchObject({ status: 'failed', error: { code: 'NothingToRollBack' } });
  });
});

describe('a refresh that somebody waits for', () => {
  test('goes on when they leave with Ctrl-C, and says how to come back', async () => {
    stage.faults.clear();
    const waiting = startBacklot(['refresh', 'qa1', '--wait'], stage.env);
    await expect.poll(waiting.stdout, settle).toContain('refresh/qa1 waiting for approval');
    waiting.child.kill('SIGINT');
    const { code, stderr } = await waiting.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/goes on without this terminal.*backlot watch qa1.*backlot cancel qa1/);
    expect((await stage.client.workflow.getHandle('refresh/qa1').describe()).status.name).toBe('RUNNING');
    expect((await run('approve', 'qa1')).code).toBe(0);
    const ended = await run('watch', 'refresh/qa1');
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(/Generation \d{8}-\w{4} serves; its databases are .* apart\.\n *users +serving/);
  });
});

describe('what else is asked for', () => {
  test('a rollback lets the generation before serve again, and says what is lost', async () => {
    const { environments: before } = parse<Status>(await run('status', 'qa1', '--json'));
    const ended = await run('rollback', 'qa1', '--wait');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const [, generation] = /Generation (\S+) serves again: (?:users, orders|orders, users)\./.exec(ended.stdout) ?? [];
    expect(generation).toBeDefined();
    expect(ended.stdout).toMatch(/Lost: Everything written to qa1 since generation \S+ began to serve\.\n$/);
    expect(JSON.stringify(before)).not.toContain(generation);
    const { environments: after } = parse<Status>(await run('status', 'qa1', '--json'));
    expect(JSON.stringify(after)).toContain(generation);
  });

  test('a comparison with production says what differs and why, and tells scripts by its exit code', async () => {
    stage.fleet.leftOut = [{ name: 'messages', dnsName: 'messages.db' }];
    const alike = await run('parity', 'qa1');
    expect(alike).toMatchObject({ code: 0, stderr: '' });
    expect(alike.stdout).toMatch(/declared +database users +age of the data +1h.* +images\.maxAge is 1d\n/);
    expect(alike.stdout).toMatch(/declared +database messages +included +in the fleet → left out /);
    expect(alike.stdout).toMatch(/Every difference is intended\.\n$/);

    const { databases } = stage.fleet;
    stage.fleet.databases = databases.map((each) => ({ ...each, instanceClass: 'db.r6g.large' }));
    const ended = await run('parity', 'qa1', '--json');
    stage.fleet.databases = databases;
    expect(ended).toMatchObject({ code: 4, stderr: '' });
    const { status, workflow, result } = parse<Outcome>(ended);
    expect({ status, workflow }).toEqual({ status: 'completed', workflow: 'compareParity' });
    expect((result as ParityReport).differences[0]).toMatchObject({
      subject: 'database users',
      aspect: 'instance class',
      reason: 'drifted',
    });

    stage.faults.fail('describePair', {}, 'AccessDenied');
    const failed = await run('parity', 'qa1');
    stage.faults.clear();
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/^AccessDenied: /);
  });

  test('a look for drift tells changes by hand from what was never applied, and scripts by its exit code', async () => {
    const { network } = stagedStacks(stage);
    stage.fleet.hasBlueprint = true;
    for (const stack of stage.world.stacks) Object.assign(stack, { pending: undefined, serial: 1 });
    const clean = await run('drift', 'qa1');
    expect(clean).toMatchObject({ code: 0, stderr: '' });
    expect(clean.stdout).toMatch(/drift\/qa1\/\w{8} qa1\.network: done, clean/);
    expect(clean.stdout).toMatch(/1 environment: 1 clean\. Nothing was changed\.\n$/);

    const changed = stage.world.stacks.find(({ slice }) => slice.name === network);
    const group = { address: 'aws_security_group.app', type: 'aws_security_group' };
    Object.assign(changed ?? {}, { drift: [{ ...group, difference: 'changed', attributes: ['tags'] }] });
    const drifted = await run('drift');
    expect(drifted).toMatchObject({ code: 4, stderr: '' });
    expect(drifted.stdout).toMatch(/aws_security_group\.app +drift +was changed by somebody: tags\n/);
    expect(drifted.stdout).toMatch(/To see the values: backlot plan qa1\n$/);
    const { status, workflow, result } = parse<Outcome>(await run('drift', 'qa1', '--json'));
    expect({ status, workflow }).toEqual({ status: 'completed', workflow: 'detectDrift' });
    expect((result as DriftReport).environments).toMatchObject([{ environment: 'qa1', outcome: 'drifted' }]);

    Object.assign(changed ?? {}, { drift: [] });
    stage.faults.fail('findDrift', { about: network }, 'AccessDenied');
    const blind = await run('drift', 'qa1');
    stage.faults.clear();
    stage.fleet.hasBlueprint = false;
    stage.world.stacks = [];
    expect(blind.code).toBe(1);
    expect(blind.stdout).toMatch(/qa1\.network +could not look +AccessDenied: /);
  });

  test('an estimate says bytes, hours and cost, and starts nothing', async () => {
    const ended = await run('refresh', 'qa1', '--estimate', '--max-age', '1s');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(
      /would copy 200 GiB, take about \S+ \S+, and its storage would cost about \d+\.\d\d USD/,
    );
    expect(ended.stdout).toMatch(/users +a new image +data of \S+ +20 GiB\n/);
    expect(ended.stdout).toMatch(/Nothing was started\.\n$/);
    const { status } = await stage.client.workflow.getHandle('refresh/qa1').describe();
    expect(status.name).toBe('COMPLETED');
  });

  test('a sanitisation is watched to its image', async () => {
    const ended = await run('sanitize', 'users', '--wait');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/sanitize\/users scrub: done/);
    expect(ended.stdout).toMatch(/Image backlot-users-\w{8}-image of users, data of \S+, 20 GiB\.\n/);
  });

  test('a sweep lists what a terminated operation left, and deletes it only when told to', async () => {
    expect((await run('sweep')).stdout).toMatch(/Nothing is left over\.\n$/);
    stage.faults.before('scrubInstance', {}, async () => {
      await stage.client.workflow.getHandle('sanitize/orders').terminate();
      throw new Error('The worker died.');
    });
    const terminated = await run('sanitize', 'orders', '--wait');
    expect(terminated.code).toBe(1);
    expect(terminated.stderr).toMatch(/^Terminated: .*nothing was cleared up.*backlot sweep/);

    const listed = await run('sweep');
    expect(listed.code).toBe(0);
    expect(listed.stdout).toMatch(
      /listed +instance +backlot-orders-\w+-quarantine +\S+ +raw data whose operation has ended/,
    );
    expect(listed.stdout).toMatch(/Nothing was deleted\. To delete them: backlot sweep --apply\n$/);
    expect((await run('sweep', '--apply')).stdout).toMatch(/deleted +instance +backlot-orders-\w+-quarantine/);
    expect((await run('sweep')).stdout).toMatch(/Nothing is left over\.\n$/);
  });
});
