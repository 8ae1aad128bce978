import { describe, expect } from 'vitest';
import { tagKeys } from '../../domain/tags.js';
import { newStack, updates } from './support/cloud/stack-activities.js';
import { outcomeOf } from './support/outcome.js';
import { accountOf, reachStep, spawned, spawnProgressOf, stackNames, stagedStacks } from './support/spawning.js';
import { setStage, test } from './support/stage.js';

describe('a spawn', () => {
  test('makes an account, its roles, its stacks in order, and hooks around them', async ({ stage }) => {
    const { roles, network, data } = stagedStacks(stage);
    stage.fleet.spawn = {
      ...stage.fleet.spawn,
      expiresMs: 86_400_000,
      hooks: {
        preDeploy: [{ name: 'announce', run: ['./announce.sh'], timeoutMs: 60_000 }],
        postDeploy: [{ name: 'seed', run: ['./seed.sh'], timeoutMs: 60_000 }],
      },
    };
    const handle = await spawned(stage);
    const result = await handle.result();

    const account = accountOf(stage);
    expect(result.accountId).toBe(account.id);
    expect(stage.world.effects).toEqual([
      `create ${account.id}`,
      `move ${account.id} to Engineering/QA`,
      `apply ${roles}`,
      'remove BacklotBootstrap',
      'preDeploy hook announce',
      `apply ${network}`,
      `apply ${data}`,
      'postDeploy hook seed',
      `check ${stage.fleet.environment.name}`,
    ]);
    expect(account).toMatchObject({ unit: 'Engineering/QA', bootstrap: 'gone' });
    expect(account.tags).toMatchObject({
      [tagKeys.environment]: stage.fleet.environment.name,
      [tagKeys.expires]: result.expires,
      [tagKeys.bootstrapped]: `configuration of ${roles}`,
    });
    expect(result.steps.filter(({ state }) => state !== 'done')).toEqual([]);
  });

  test('that runs again changes nothing, not even when the account expires', async ({ stage }) => {
    stagedStacks(stage);
    stage.fleet.spawn = { ...stage.fleet.spawn, expiresMs: 86_400_000 };
    const { expires } = await (await spawned(stage)).result();
    const before = stage.world.effects.length;
    const again = await (await spawned(stage, { operationId: 'another' })).result();
    expect(stage.world.effects.slice(before)).toEqual([`check ${stage.fleet.environment.name}`]);
    expect(again.expires).toBe(expires);
    const states = again.steps.filter(({ name }) => stackNames(stage).includes(name)).map(({ state }) => state);
    expect(states).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(stage.faults.calls.filter((call) => call === 'openBootstrap')).toHaveLength(1);
  });

  test('takes an empty account of the pool before it has one made', async ({ stage }) => {
    stagedStacks(stage);
    const waiting = stage.world.organization.add({ unit: 'Pool', tags: { [tagKeys.pool]: 'empty' } });
    const { accountId } = await (await spawned(stage)).result();
    expect(accountId).toBe(waiting.id);
    expect(waiting.tags[tagKeys.pool]).toBeUndefined();
    expect(stage.faults.calls).not.toContain('startCreateAccount');
  });

  test('asks again when an address is taken, and a person when AWS makes no more accounts', async ({ stage }) => {
    stagedStacks(stage);
    stage.world.organization.obstacles.push({ outcome: 'email-taken' }, { outcome: 'limit' });
    const handle = await spawned(stage);
    const { detail } = await reachStep(handle, 'account', 'failed');
    expect(detail).toMatch(/^QuotaExceeded: /);
    await handle.executeUpdate('retryStep', { args: [{ step: 'account' }] });
    expect(await outcomeOf(handle)).toBe('COMPLETED');
    expect(stage.faults.calls.filter((call) => call === 'startCreateAccount')).toHaveLength(3);
  });

  test('leaves the roles of an account that it did not make to people', async ({ stage }) => {
    const { roles } = stagedStacks(stage);
    const given = stage.world.organization.add();
    stage.fleet.spawn = { ...stage.fleet.spawn, accountId: given.id };
    const { steps } = await (await spawned(stage)).result();
    expect(steps.find(({ name }) => name === roles)).toMatchObject({ state: 'skipped' });
    expect(given).toMatchObject({ unit: 'root', bootstrap: 'closed', tags: {} });
    expect(stage.world.effects).not.toContain(`apply ${roles}`);
  });

  test('refuses a protected account, and changes nothing', async ({ stage }) => {
    stagedStacks(stage);
    stage.world.organization.add({ id: '222222222222' });
    stage.fleet.spawn = { ...stage.fleet.spawn, accountId: '222222222222' };
    expect(await outcomeOf(await spawned(stage))).toBe('GuardRefused');
    expect(stage.world.effects).toEqual([]);
  });

  test('works on independent stacks side by side', async ({ stage }) => {
    const { roles, network } = stagedStacks(stage);
    const other = newStack(`${stage.fleet.environment.name}.other`, { after: [roles] });
    stage.world.stacks.push(other);
    let met = 0;
    const together = new Promise<void>((resolve) => {
      for (const about of [network, other.slice.name]) {
        stage.faults.before('applyStack', { about: `"digest":"${about}` }, async () => {
          met += 1;
          if (met === 2) resolve();
          await together;
        });
      }
    });
    await (await spawned(stage)).result();
    expect(met).toBe(2);
  });

  test('is refused while another one holds the environment', async ({ stage }) => {
    const { network } = stagedStacks(stage);
    stage.faults.fail('applyStack', { about: `"digest":"${network}` });
    const first = await spawned(stage);
    await reachStep(first, network, 'failed');
    expect(await outcomeOf(await spawned(stage))).toBe('LeaseHeld');
    stage.faults.clear();
    await first.executeUpdate('retryStep', { args: [{ step: network }] });
    expect(await outcomeOf(first)).toBe('COMPLETED');
  });

  test('waits for its turn while as many as may are being made', async ({ stage, connections }) => {
    const other = await setStage(connections, `spawns beside ${stage.id}`, `${stage.id}b`);
    const [first, second] = [stage, other].map((each) => {
      each.fleet.spawn = { ...each.fleet.spawn, accountsInFlight: 1 };
      return stagedStacks(each).network;
    });
    stage.faults.fail('applyStack', { about: `"digest":"${first ?? ''}` });
    const early = await spawned(stage);
    await reachStep(early, first ?? '', 'failed');
    const late = await spawned(other);
    await expect.poll(async () => (await spawnProgressOf(late)).phase, { timeout: 60_000 }).toBe('waiting for a turn');
    expect(other.world.effects).toEqual([]);
    await early.executeUpdate('abandon', { args: [{ reason: 'enough' }] });
    expect(await outcomeOf(early)).toBe('Abandoned');
    expect(await outcomeOf(late)).toBe('COMPLETED');
    expect(other.world.effects).toContain(`apply ${second ?? ''}`);
    await other.strike();
  });

  test('that is cancelled leaves what it made, and the next one goes on from there', async ({ stage }) => {
    const { roles, network, data } = stagedStacks(stage);
    stage.faults.before('applyStack', { about: `"digest":"${network}` }, () => handle.cancel());
    const handle = await spawned(stage);
    expect(await outcomeOf(handle)).toBe('CANCELED');
    const { id } = accountOf(stage);
    stage.faults.clear();
    await (await spawned(stage)).result();
    expect(accountOf(stage).id).toBe(id);
    const applied = stage.world.effects.filter((effect) => effect.startsWith('apply'));
    expect(applied).toEqual([`apply ${roles}`, `apply ${network}`, `apply ${data}`]);
  });

  test('survives that every answer is lost once', async ({ stage }) => {
    stagedStacks(stage);
    stage.faults.everyCallRunsTwice();
    await (await spawned(stage)).result();
    const once = stage.world.effects.filter((effect) => effect.startsWith('apply'));
    expect(once).toEqual(stackNames(stage).map((name) => `apply ${name}`));
  });

  test('applies an update without asking where nothing is deleted', async ({ stage }) => {
    const { network } = stagedStacks(stage);
    const stack = stage.world.stacks.find(({ slice }) => slice.name === network);
    if (stack !== undefined) stack.pending = updates;
    expect(await outcomeOf(await spawned(stage))).toBe('COMPLETED');
    expect(stage.faults.calls).not.toContain('requestApproval');
  });
});
