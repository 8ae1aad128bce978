import type { WorkflowHandle } from '@temporalio/client';
import { describe, expect } from 'vitest';
import { noticeMs, noticeText, parseNotice } from '../../domain/decide-expiry.js';
import {
  expiryId,
  type ExpireEnvironmentResult,
  type ExpireResult,
  type ExpiryOutcome,
} from '../../domain/messages/expiry.js';
import { tagKeys, tagsOf } from '../../domain/tags.js';
import type { FakeAccount } from './support/cloud/organization.js';
import { destroyed, thing } from './support/doomed.js';
import { endsIn, letExpire, overdue } from './support/expiring.js';
import { outcomeOf } from './support/outcome.js';
import { spawned } from './support/spawning.js';
import { test, type Stage } from './support/stage.js';

const hour = 3_600_000;

/** Another environment of the fleet. */
function neighbour({ fleet, world, id }: Stage, name: string): { environment: string; account: FakeAccount } {
  const environment = `${name}-${id}`;
  fleet.neighbours.push(environment);
  return {
    environment,
    account: world.organization.add({ tags: { ...tagsOf({ environment, operation: 'made-it' }) } }),
  };
}

const ending = (stage: Stage): WorkflowHandle =>
  stage.client.workflow.getHandle(expiryId(stage.fleet.environment.name));

async function expired(stage: Stage): Promise<ExpireResult> {
  return await (await stage.start('expire', [])).result();
}

async function only(stage: Stage): Promise<ExpiryOutcome> {
  const { environments } = await expired(stage);
  expect(environments).toHaveLength(1);
  return environments[0]!;
}

async function endOf(stage: Stage) {
  return await (await stage.start('expireEnvironment', [{ account: stage.fleet.environment.name }])).result();
}

describe('the hourly look at what expires', () => {
  test('gives notice once, a day ahead, and says how to keep the environment', async ({ stage }) => {
    const account = endsIn(overdue(stage), 30);
    expect(await only(stage)).toMatchObject({ outcome: 'stays' });
    expect(stage.faults.calls).not.toContain('recordExpiryNotice');

    const expires = endsIn(account, 20).tags[tagKeys.expires];
    const noticed = await only(stage);
    expect(noticed).toMatchObject({ outcome: 'noticed', expires });
    expect(noticed.reason).toContain(`backlot extend ${stage.fleet.environment.name} --by`);
    expect(parseNotice(account.tags[tagKeys.expiryNotice])).toEqual({ given: noticed.notice, expires });
    expect(await only(stage)).toMatchObject({ outcome: 'stays', notice: noticed.notice });
    expect(stage.faults.calls.filter((call) => call === 'recordExpiryNotice')).toHaveLength(1);
  });

  test('deletes nothing of an environment whose time is over, before notice is a day old', async ({ stage }) => {
    const account = endsIn(overdue(stage), -48, noticeMs / hour - 0.1);
    expect(await only(stage)).toMatchObject({ outcome: 'stays' });
    delete account.tags[tagKeys.expiryNotice];
    expect(await only(stage)).toMatchObject({ outcome: 'noticed' });
    expect(stage.world.effects).toEqual([]);
  });

  test('lets what is over be destroyed under one id, on the record, and waits for nothing', async ({ stage }) => {
    const account = overdue(stage);
    const name = stage.fleet.environment.name;
    const later: ExpiryOutcome[] = [];
    stage.faults.before('listAccount', { nth: 1 }, async () => {
      // A look, while it is at work: it is held by the one that the first look has started.
      later.push(await only(stage));
    });
    expect(await only(stage)).toMatchObject({ outcome: 'started', environment: name, accountId: account.id });
    const { outcome, operationId } = (await ending(stage).result()) as ExpireEnvironmentResult;
    expect(outcome).toBe('emptied');
    expect(later).toMatchObject([{ outcome: 'busy', reason: expect.stringContaining(`expire/${name}`) as string }]);
    expect(stage.world.household.things).toEqual([]);
    expect(account.tags).toEqual({ 'backlot:operation': 'made-it', 'backlot:pool': 'empty' });
    const records = [...stage.world.household.objects.entries()].filter(([key]) => key.includes(`/${operationId}/`));
    expect(records.length).toBeGreaterThan(0);
    for (const [, record] of records) expect(record).toMatchObject({ requestedBy: 'expiry' });
    expect(await expired(stage)).toEqual({ environments: [] });
  });

  test('goes on with the others when one fails', async ({ stage }) => {
    letExpire(stage);
    const names = ['one', 'two', 'three'].map((name) => {
      const { environment, account } = neighbour(stage, name);
      endsIn(account, 10);
      return { environment, account };
    });
    stage.faults.fail('recordExpiryNotice', { about: names[1]!.account.id }, 'AccessDenied');
    const { environments } = await expired(stage);
    expect(environments.map(({ environment, outcome }) => [environment, outcome])).toEqual([
      [names[0]!.environment, 'noticed'],
      [names[1]!.environment, 'failed'],
      [names[2]!.environment, 'noticed'],
    ]);
  });

  test('spares what must not be destroyed, and says why', async ({ stage }) => {
    const account = overdue(stage);
    const { spawn } = stage.fleet;
    stage.fleet.spawn = { ...spawn, protectedAccounts: [account.id] };
    expect(await only(stage)).toMatchObject({
      outcome: 'spared',
      reason: expect.stringMatching(/protected/) as string,
    });
    const { expiresMs: _, ...endless } = spawn;
    stage.fleet.spawn = endless;
    expect(await only(stage)).toMatchObject({ outcome: 'spared', reason: expect.stringMatching(/stale/) as string });
    stage.fleet.spawn = spawn;
    delete account.tags[tagKeys.operation];
    expect(await only(stage)).toMatchObject({ outcome: 'spared', reason: expect.stringMatching(/not made/) as string });
    expect(stage.world.effects).toEqual([]);
  });
});

describe('the end of an environment', () => {
  test('does not come when somebody extends it after the look', async ({ stage }) => {
    const account = overdue(stage);
    const before = structuredClone(stage.world.household.things);
    stage.faults.after('admitDestroy', { nth: 1 }, async () => {
      const extended = await stage.start('extendEnvironment', [{ account: stage.fleet.environment.name, by: '7d' }]);
      expect(await outcomeOf(extended)).toBe('COMPLETED');
    });
    const { outcome, reason } = await endOf(stage);
    expect(outcome).toBe('spared');
    expect(reason).toMatch(/^it expires in (6d 23h|7d)$/);
    expect(stage.world.effects).toEqual([]);
    expect(stage.world.household.things).toEqual(before);
    expect(account.tags[tagKeys.environment]).toBe(stage.fleet.environment.name);
  });

  test('does not come before its time, whoever starts it', async ({ stage }) => {
    endsIn(overdue(stage), 10, 30);
    expect(await endOf(stage)).toMatchObject({ outcome: 'spared' });
    expect(stage.faults.calls).toEqual(['findExpiring']);
  });

  test('waits for the next hour while somebody holds the environment', async ({ stage }) => {
    overdue(stage);
    const seen: unknown[] = [];
    stage.faults.before('listAccount', { nth: 1 }, async () => {
      seen.push((await endOf(stage)).outcome, (await only(stage)).outcome);
    });
    const look = await destroyed(stage);
    await look.result();
    expect(seen).toEqual(['busy', 'busy']);
    expect(stage.world.effects).toEqual([]);
  });

  test('leaves what is not Backlot’s, and is tried again a day later, not every hour', async ({ stage }) => {
    const account = overdue(stage);
    stage.world.household.things.push(thing(stage, 'aws_s3_bucket', 'somebodys', { belongs: 'foreign' }));
    expect(await endOf(stage)).toMatchObject({ outcome: 'kept' });
    expect(stage.world.household.things.map(({ id }) => id)).toContain('somebodys');
    expect(await only(stage)).toMatchObject({ outcome: 'stays' });
    // A day later, by when somebody has taken it away.
    stage.world.household.things = stage.world.household.things.filter(({ id }) => id !== 'somebodys');
    const { given = '', expires = '' } = parseNotice(account.tags[tagKeys.expiryNotice]) ?? {};
    const aDayAgo = new Date(Date.parse(given) - noticeMs).toISOString();
    Object.assign(account.tags, tagsOf({ expiryNotice: noticeText({ given: aDayAgo, expires }) }));
    expect(await endOf(stage)).toMatchObject({ outcome: 'emptied' });
  });

  test('fails when its teardown does, and goes on when it is tried again', async ({ stage }) => {
    const account = overdue(stage);
    stage.faults.fail('applyStack', { nth: 1 }, 'TerraformFailed');
    const first = await stage.start('expireEnvironment', [{ account: stage.fleet.environment.name }]);
    expect(await outcomeOf(first)).toBe('TerraformFailed');
    stage.faults.clear();
    expect(await endOf(stage)).toMatchObject({ outcome: 'emptied' });
    expect(account.tags['backlot:pool']).toBe('empty');
  });

  test('closes as InvalidInput without an environment', async ({ stage }) => {
    expect(await outcomeOf(await stage.start('expireEnvironment', [{} as never]))).toBe('InvalidInput');
  });
});

test('an environment that is spawned again after its time is over gets its whole time again', async ({ stage }) => {
  const account = overdue(stage);
  stage.world.household.things = [];
  const { expires = '' } = await (await spawned(stage)).result();
  expect(Date.parse(expires)).toBeGreaterThan(Date.now() + 13 * 24 * hour);
  expect(account.tags[tagKeys.expires]).toBe(expires);
  expect(await only(stage)).toMatchObject({ outcome: 'stays' });
});
