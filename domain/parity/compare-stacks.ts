import type { ParityDifference, StackStanding } from '../messages/parity.js';

/** Compares the stacks that a blueprint asks for with what the state bucket says of them. */
export function compareStacks(environment: string, standings: readonly StackStanding[]): ParityDifference[] {
  const mend = `backlot spawn ${environment}`;
  return standings.flatMap(({ stack, applied, configuration }): ParityDifference[] => {
    const subject = `stack ${stack}`;
    if (configuration === 'unfinished') {
      const detail = `an apply runs, or ended half way: backlot status ${environment}, then ${mend}`;
      return [{ subject, aspect: 'apply', reason: 'drifted', detail }];
    }
    if (!applied) {
      return [{ subject, aspect: 'state', reason: 'missing', detail: `it was never applied, or is gone: ${mend}` }];
    }
    if (configuration !== 'other') return [];
    const detail = `the blueprint, the fleet or Backlot has changed since it was applied: ${mend}`;
    return [{ subject, aspect: 'configuration', reason: 'drifted', detail }];
  });
}
