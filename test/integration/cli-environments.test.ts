import type { WorkflowFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../cli/operations/attend.js';
import type { DestroyResult } from '../../domain/messages/destroy.js';
import type { SpawnProgress } from '../../domain/messages/spawn.js';
import { backlotHere } from '../support/backlot-here.js';
import { deletes, updates, type FakeStack } from '../workflow/support/cloud/stack-activities.js';
import { furnish } from '../workflow/support/doomed.js';
import { reachApproval, reachStep, stagedStacks } from '../workflow/support/spawning.js';
import type { Ended } from './support/backlot-program.js';
import { setCliStage, type CliStage } from './support/cli-stage.js';

// The tests tell one story, in order: an environment is made, stays longer, is taken away, and its account is closed.
let stage: CliStage;
beforeAll(async () => {
  stage = await setCliStage();
});
afterAll(() => stage?.strike());

/** Somebody's own AWS credentials, and nothing else that the SDK could find. */
const person = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'somebody’s secret',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_CONFIG_FILE: '/dev/null',
};

const run = (...args: string[]): Promise<Ended> => backlotHere(args, { ...stage.env, ...person });
const parse = <T>({ stdout }: Ended): T => JSON.parse(stdout) as T;
const spawn = () => stage.client.workflow.getHandle('spawn/qa1');

function stackOf(name: string): FakeStack {
  const found = stage.world.stacks.find(({ slice }) => slice.name === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
}

describe('decisions about nothing', () => {
  beforeAll(() => stage.serve());

  test.each([
    ['approve', 'qa1'],
    ['reject', 'qa1', '--reason', 'no'],
    ['retry', 'qa1', 'x'],
    ['abandon', 'qa1'],
  ])('%s names what to do instead', async (...args) => {
    const ended = await run(...args);
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toMatch(/^error NotFound: No operation of qa1 is running now\..*backlot status/);
  });
});

describe('a spawn whose plans wait', () => {
  let digest: string;

  test('is started once', async () => {
    const { network } = stagedStacks(stage);
    stage.fleet.spawn = { ...stage.fleet.spawn, approval: 'always' };
    const change = { action: 'delete', type: 'aws_db_instance', address: 'aws_db_instance.users' } as const;
    stackOf(network).pending = { ...deletes, changes: [change] };
    expect(parse(await run('spawn', 'qa1', '--json'))).toMatchObject({ workflowId: 'spawn/qa1', status: 'started' });
    digest = await reachApproval(spawn());
    const again = await run('spawn', 'qa1');
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toMatch(/LeaseHeld: spawn\/qa1 .*backlot watch qa1.*backlot cancel qa1/);
  });

  test('shows what would be done, and is approved at a terminal only', async () => {
    const ended = await run('approve', 'qa1');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/^qa1, asked for by \S+@\S+:\n {2}qa1\.roles: 3 to create\n {4}… and 3 more\n/);
    expect(ended.stderr).toContain('It also covers, as long as they only create: qa1.network, qa1.data\n');
    expect(ended.stderr).toContain(`Digest ${digest}\n`);
    expect(ended.stderr).toMatch(/nothing was approved\. Give --yes with --digest instead\.\n$/);
  });

  test.each([[[]], [['--digest', '']], [['--digest', 'qa1']]])(
    'is not approved by a script that names no digest: %j',
    async (options) => {
      const ended = await run('approve', 'qa1', '--yes', ...options);
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      expect(ended.stderr).toMatch(/--digest of what somebody has looked at, or at least its first 8 characters/);
      expect(await reachApproval(spawn())).toBe(digest);
    },
  );

  test('is not approved under another digest', async () => {
    const ended = await run('approve', 'qa1', '--yes', '--digest', '0123456789');
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toMatch(/^error NotFound: Nothing of digest 0123456789 waits .*backlot watch spawn\/qa1/);
  });

  test('is not approved without credentials', async () => {
    const env = { ...stage.env, ...person, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const ended = await backlotHere(['approve', 'qa1', '--yes', '--digest', digest], env);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/You have no AWS credentials here.*nothing was approved/);
  });

  test('says whose proof was refused, and why', async () => {
    stage.faults.fail('checkApproval', {}, 'ApprovalInvalid');
    const ended = await run('approve', 'qa1', '--yes', '--digest', digest, '--json');
    stage.faults.clear();
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(parse(ended)).toEqual({
      workflowId: 'spawn/qa1',
      refused: { code: 'ApprovalInvalid', message: expect.stringContaining('made to fail') as string },
    });
  });

  test('goes on once it is approved, to what is risky, and says so', async () => {
    const ended = await run('approve', 'qa1', '--yes', '--digest', digest, '--json');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const { workflowId, progress } = parse<{ workflowId: string; progress: SpawnProgress }>(ended);
    expect(workflowId).toBe('spawn/qa1');
    expect(progress.decisions).toMatchObject([{ digest, decision: 'approved', verified: true }]);
    expect(ended.stdout).not.toContain(person.AWS_SECRET_ACCESS_KEY);
    await reachStep(spawn(), 'qa1.network', 'waiting for approval');
    const { stderr } = await run('approve', 'qa1');
    expect(stderr).toMatch(
      / {2}qa1\.network: 1 to delete\n {4}! deletes a database\n {4}delete aws_db_instance\.users\n/,
    );
  });

  test('ends when it is rejected, with the reason', async () => {
    const rejected = await run('reject', 'qa1', '--reason', 'not on a Friday');
    expect(rejected).toMatchObject({ code: 0, stderr: '' });
    expect(rejected.stdout).toMatch(/^spawn\/qa1: \w/);
    const failure: unknown = await spawn()
      .result()
      .catch((error: unknown) => error);
    expect((failure as WorkflowFailedError).cause?.message).toMatch(
      /rejected the plan of qa1\.network: not on a Friday\. Nothing of it was applied/,
    );
    expect(stage.world.effects).not.toContain('apply qa1.network');
  });
});

describe('a spawn whose steps fail', () => {
  beforeAll(() => {
    stage.fleet.spawn = { ...stage.fleet.spawn, approval: 'auto' };
  });

  async function spawnUntilFailed(step: string): Promise<void> {
    expect((await run('spawn', 'qa1')).stdout).toBe(
      'Started spawn/qa1. Watch it: backlot watch qa1; stop it: backlot cancel qa1\n',
    );
    await reachStep(spawn(), step, 'failed');
  }

  test('can be given up', async () => {
    stage.faults.fail('applyStack', { about: '"digest":"qa1.network' });
    await spawnUntilFailed('qa1.network');
    const abandoned = await run('abandon', 'qa1', '--reason', 'wrong blueprint', '--json');
    expect(abandoned).toMatchObject({ code: 0, stderr: '' });
    expect(parse(abandoned)).toMatchObject({ workflowId: 'spawn/qa1', progress: { environment: 'qa1' } });
    const failure: unknown = await spawn()
      .result()
      .catch((error: unknown) => error);
    expect((failure as WorkflowFailedError).cause).toMatchObject({ type: 'Abandoned' });
  });

  test('tries again the step that is named, and no other, and leaves out a hook', async () => {
    const hook = { name: 'seed', run: ['./seed.sh'], timeoutMs: 60_000 };
    stage.fleet.spawn = { ...stage.fleet.spawn, hooks: { preDeploy: [], postDeploy: [hook] } };
    stage.faults.fail('runDeployHook', {}, 'HookFailed');
    await spawnUntilFailed('qa1.network');
    const other = await run('retry', 'qa1', 'qa1.nothing', '--json');
    expect(other).toMatchObject({ code: 1, stderr: '' });
    expect(parse(other)).toMatchObject({ workflowId: 'spawn/qa1', refused: { code: 'InvalidInput' } });
    const notAHook = await run('retry', 'qa1', 'qa1.network', '--skip');
    expect(notAHook).toMatchObject({ code: 1, stdout: '' });
    expect(notAHook.stderr).toMatch(/^InvalidInput: /);

    stage.faults.clear();
    stage.faults.fail('runDeployHook', {}, 'HookFailed');
    expect(await run('retry', 'qa1', 'qa1.network')).toMatchObject({ code: 0, stderr: '' });
    await reachStep(spawn(), 'hook seed', 'failed');
    expect(await run('retry', 'qa1', 'seed', '--skip')).toMatchObject({ code: 0, stderr: '' });
    await spawn().result();
    expect(stage.world.effects).toContain('apply qa1.data');
  });

  test('is watched to its end with --wait, which prints every step', async () => {
    stage.faults.clear();
    stackOf('qa1.data').pending = updates;
    const ended = await run('spawn', 'qa1', '--wait');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/\nAccount \d{12} is as its file says\.\n/);
    expect(ended.stdout).toMatch(/\n *qa1\.data +done +1 update\n/);
  });
});

describe('an environment that is there', () => {
  let account: string;
  beforeAll(() => {
    stage.world.organization.accounts.clear();
    account = furnish(stage).id;
  });

  test('stays longer when it is extended', async () => {
    const ended = await run('extend', 'qa1', '--by', '7d');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(new RegExp(`Account ${account} expires at \\d{4}-\\d\\d-\\d\\dT\\S+Z now\\.\\n$`));
    const [, until = ''] = /expires at (\S+) now/.exec(ended.stdout) ?? [];
    expect(Date.parse(until) - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
  });

  test('is looked at before it is destroyed, which deletes nothing and gives the digest', async () => {
    const before = stage.world.effects.length;
    const ended = await run('destroy', 'qa1');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(new RegExp(`Account ${account}: 14 things would go, in this order\\.\\n`));
    expect(ended.stdout).toMatch(/\n *databases +aws_db_instance +users-1 +us-east-1\n/);
    expect(ended.stdout).toMatch(
      /\nNothing was deleted\.\nTo destroy exactly this, give the digest: --digest [0-9a-f]{64}\n$/,
    );
    expect(stage.world.effects).toHaveLength(before);
  });

  test('is not destroyed under another digest', async () => {
    const before = stage.world.effects.length;
    const ended = await run('destroy', 'qa1', '--digest', 'a'.repeat(64), '--yes-destroy', 'qa1', '--wait');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/^PlanChanged: /);
    expect(stage.world.effects).toHaveLength(before);
  });

  test('goes, exactly as it was shown, and its account is closed after that', async () => {
    const shown = parse<Outcome>(await run('destroy', 'qa1', '--json'));
    const { digest, items } = shown.result as DestroyResult;
    const ended = await run('destroy', 'qa1', '--digest', digest, '--yes-destroy', 'qa1', '--wait', '--json');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(parse(ended)).toMatchObject({
      workflowId: 'destroy/qa1',
      workflow: 'destroyAccount',
      status: 'completed',
      result: { outcome: 'emptied', digest, items },
    });
    const retired = await run('retire', account, '--yes-close', account, '--wait');
    expect(retired).toMatchObject({ code: 0, stderr: '' });
    expect(retired.stdout).toMatch(
      new RegExp(`Account ${account} is SUSPENDED; AWS deletes it after ninety days\\.\\n$`),
    );
    expect(stage.world.effects.at(-1)).toBe(`close ${account}`);
  });
});
