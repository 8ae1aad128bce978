/*
 * Law 5: an operation may be ended or begun again at any moment. To break it: a cleanup that is registered after its
 * step, that a cancellation stops half way, or that takes away what serves; a lease that outlives its operation; a thing
 * that no sweep finds.
 *
 * The attack: while a step is under way whose effect is there already, a refresh is cancelled, terminated or reset, and a
 * client of the environment never stops asking. `npm run test:crash` does each of these at every boundary; with
 * `--point KEY` at one.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { script } from '../crash/support/choose-points.js';
import { waitUntil } from '../../sandbox/runtime/wait-until.js';
import { findHarm } from '../crash/support/find-harm.js';
import { database, layGround, type Ground } from '../crash/support/ground.js';
import { intervene } from '../crash/support/intervene.js';
import type { Mutant } from '../crash/support/ledger.js';
import { failureOf } from './support/failure-of.js';
import { newOperationId } from './support/stage.js';
import { patienceMs } from './support/witnessed-run.js';

const stepTimeoutMs = 300_000;

let ground: Ground;

beforeAll(async () => {
  ground = await layGround();
}, patienceMs);
afterAll(() => ground.close());

describe('an operation that is interfered with', () => {
  test.each([
    { how: 'cancel', key: 'prepare-users-1/restoreInstance-1/after-effect' },
    { how: 'terminate', key: 'prepare-users-1/setMasterPassword-1/after-effect' },
    { how: 'reset', key: 'refreshEnvironment-1/changeRecords-1/after-effect' },
  ] as const)('does no harm after a $how at $key', { timeout: stepTimeoutMs }, async ({ how, key }) => {
    const outcome = await intervene(ground, key, how);
    expect(outcome).toMatchObject({ key, harm: [] });
    expect(outcome.missed).toBeUndefined();
  });
});

describe('the attack bites: a worker is killed when a copy has begun, and the next one', () => {
  const died = `sanitize-${database}/copySnapshot-1/after-call:RDS.CopyDBSnapshot-1`;

  async function sanitizeAs(mutant: Mutant) {
    const operationId = newOperationId();
    const run = { environment: ground.environment.name, operations: [operationId] };
    await ground.ledger.begin(run, script([died], 'kill'), mutant);
    const handle = await ground.stage.start('sanitizeDatabase', { database, operationId }, `sanitize/${database}`);
    return { handle, operationId };
  }

  test('asks for another name: there is a duplicate', { timeout: stepTimeoutMs }, async () => {
    const { handle, operationId } = await sanitizeAs('forgets-its-name');
    await handle.result();
    const duplicate = `backlot-${database}-${operationId}-again-copy`;
    expect(await findHarm(ground, operationId, 'cancel')).toEqual([
      `snapshot ${duplicate} is left`,
      `${duplicate} is left to the sweep`,
    ]);
  });

  test('does not see what is there: it never gets past that', { timeout: stepTimeoutMs }, async () => {
    const { handle } = await sanitizeAs('sees-nothing');
    const tried = async () =>
      (await ground.ledger.attempts()).some(({ step, attempt }) => died.startsWith(step) && attempt > 3);
    await waitUntil(tried, { what: 'the copy to be tried again and again', timeoutMs: stepTimeoutMs });
    expect((await handle.describe()).status.name).toBe('RUNNING');
    await handle.cancel();
    expect(await failureOf(handle)).toContain('CancelledFailure');
  });
});
