/*
 * An apply is cancelled: it is interrupted where it stands, writes its state, gives up its lock, and is gone on with.
 */
import { CancelledFailure } from '@temporalio/activity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readState } from '../../activities/terraform/stack-state.js';
import { stackKeys } from '../../domain/stacks/state-keys.js';
import { applyAgain, journalOf } from './support/doomed-apply.js';
import { digestOf, layGround, newAttempt, stackOf, type Ground } from './support/ground.js';

let ground: Ground;
beforeAll(async () => {
  ground = await layGround((account) => {
    account['regions'] = { 'us-east-1': { cidr: '10.77.0.0/16', availabilityZones: 2 } };
  });
}, 120_000);
afterAll(() => ground.close());

test('an apply that is cancelled leaves a state and no lock, and the next attempt finishes it', async () => {
  const { environment, bucket } = ground;
  const stack = stackOf(ground, 'network.us-east-1');
  const digest = digestOf(await ground.plan({ stack }));

  const attempt = newAttempt();
  const cancelled = ground.apply({ stack, digest }, {}, attempt).catch((error: unknown) => error);
  const made = async () => (await journalOf(ground, stack))?.made.length ?? 0;
  await expect.poll(made, { timeout: 120_000 }).toBeGreaterThan(3);
  attempt.cancel();
  expect(await cancelled).toBeInstanceOf(CancelledFailure);
  expect(await bucket.read(stackKeys.lock(environment.name, stack.name))).toBeUndefined();
  const { resources } = await readState(bucket, environment.name, stack.name);
  expect(resources.length).toBeGreaterThan(3);

  await applyAgain(ground, stack, digest);
  expect(await ground.plan({ stack })).toMatchObject({ reason: 'Terraform found nothing to do' });
}, 900_000);
