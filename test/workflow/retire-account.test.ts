import { describe, expect } from 'vitest';
import { NotReadyError } from '../../activities/edge/not-ready.js';
import { outcomeOf } from './support/outcome.js';
import { test } from './support/stage.js';

describe('retireAccount', () => {
  test('closes the account, and tries again for as long as AWS lets none be closed', async ({ stage }) => {
    const { id } = stage.world.organization.add();
    let refusals = 2;
    stage.faults.before('closeAccount', {}, () => {
      if (refusals-- > 0) throw new NotReadyError('AWS lets no more be closed', 1);
    });
    const handle = await stage.start('retireAccount', [{ account: id, confirm: id }]);
    expect(await handle.result()).toEqual({ accountId: id, status: 'SUSPENDED' });
    expect(stage.world.effects).toEqual([`close ${id}`]);
    expect(refusals).toBeLessThan(0);
  });

  test.for([
    ['another number', { account: '700000000001', confirm: '700000000002' }, 'GuardRefused'],
    ['no second number', { account: '700000000001' }, 'InvalidInput'],
    ['no number', { confirm: '700000000001' }, 'InvalidInput'],
  ] as const)('closes nothing when given %s', async ([, input, code], { stage }) => {
    expect(await outcomeOf(await stage.start('retireAccount', [input as never]))).toBe(code);
    expect(stage.faults.calls).toEqual([]);
  });
});
