import { describe, expect } from 'vitest';
import { createGate } from './support/gate.js';
import { outcomeOf } from './support/outcome.js';
import { holdEnvironment } from './support/progress.js';
import { test, type Stage } from './support/stage.js';

const scrubs = ({ world }: Stage): string[] => world.effects.filter((effect) => effect.startsWith('scrub '));

describe('two refreshes of one environment', () => {
  test('the second fails and names the first', async ({ stage }) => {
    const first = await holdEnvironment(stage);
    const second = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
    const error = await second.result().catch((thrown: unknown) => thrown as Error);
    expect(await outcomeOf(second)).toBe('LeaseHeld');
    expect(((error as Error).cause as Error).message).toContain(first.workflowId);
    await first.executeUpdate('approveCutover');
    expect(await outcomeOf(first)).toBe('COMPLETED');
  });

  test('the second completes without doing anything when it may skip', async ({ stage }) => {
    const first = await holdEnvironment(stage);
    const input = { account: stage.fleet.environment.name, onBusy: 'skip' } as const;
    const result = await (await stage.start('refreshEnvironment', [input])).result();
    expect(result).toMatchObject({ databases: [], skipped: { holder: first.workflowId } });
    await first.executeUpdate('approveCutover');
    expect(await outcomeOf(first)).toBe('COMPLETED');
  });

  test('the second waits for its turn when it may', async ({ stage }) => {
    const first = await holdEnvironment(stage);
    const second = await stage.start('rollbackEnvironment', [
      { account: stage.fleet.environment.name, onBusy: 'wait:10m' },
    ]);
    stage.faults.after('awaitWorkflowClosed', { nth: 1 }, () => undefined);
    await first.executeUpdate('approveCutover');
    expect(await outcomeOf(first)).toBe('COMPLETED');
    expect(await outcomeOf(second)).toBe('NothingToRollBack');
  });

  test('the second gives up when its wait is over', async ({ stage }) => {
    const first = await holdEnvironment(stage);
    const input = { account: stage.fleet.environment.name, onBusy: 'wait:300ms' } as const;
    expect(await outcomeOf(await stage.start('refreshEnvironment', [input]))).toBe('LeaseHeld');
    await first.executeUpdate('approveCutover');
    expect(await outcomeOf(first)).toBe('COMPLETED');
  });
});

describe('a refresh that needs an image which somebody makes already', () => {
  test.for(['under the canonical id', 'under another id'])('waits for it and uses it: %s', async (how, { stage }) => {
    const [target] = stage.fleet.databases;
    if (target === undefined) throw new Error('The fleet has no database.');
    stage.fleet.databases = [target];
    const database = target.database.name;
    const gate = createGate();
    stage.faults.before('scrubInstance', { nth: 1 }, () => gate.opened);
    stage.faults.before('awaitWorkflowClosed', { nth: 1, about: `"sanitize/${database}"` }, () => gate.open());
    const options = how.includes('canonical') ? { workflowId: `sanitize/${database}` } : {};
    const maker = await stage.start('sanitizeDatabase', [{ database }], options);
    await expect.poll(() => stage.faults.calls, { timeout: 60_000 }).toContain('scrubInstance');

    const refresh = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
    const { databases } = await refresh.result();
    expect(databases.map(({ image }) => image)).toEqual([(await maker.result()).image.snapshotId]);
    expect(scrubs(stage)).toHaveLength(1);
  });

  test('makes it itself when the other maker fails', async ({ stage }) => {
    const [target] = stage.fleet.databases;
    if (target === undefined) throw new Error('The fleet has no database.');
    stage.fleet.databases = [target];
    const database = target.database.name;
    const gate = createGate();
    stage.faults.before('scrubInstance', { nth: 1 }, () => gate.opened);
    stage.faults.fail('verifyInstance', { nth: 1 }, 'VerificationFailed');
    stage.faults.before('awaitWorkflowClosed', { nth: 1, about: `"sanitize/${database}"` }, () => gate.open());
    const maker = await stage.start('sanitizeDatabase', [{ database }], { workflowId: `sanitize/${database}` });
    await expect.poll(() => stage.faults.calls, { timeout: 60_000 }).toContain('scrubInstance');

    const refresh = await stage.start('refreshEnvironment', [{ account: stage.fleet.environment.name }]);
    expect(await outcomeOf(refresh)).toBe('COMPLETED');
    expect(await outcomeOf(maker)).toBe('VerificationFailed');
    expect(scrubs(stage)).toHaveLength(2);
  });
});
