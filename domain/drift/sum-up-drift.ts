import type {
  DriftReport,
  EnvironmentDrift,
  MadeDifference,
  MadeDrift,
  StackDrift,
  StackOutcome,
  Unexpected,
} from '../messages/drift.js';
import type { ParityDifference } from '../messages/parity.js';
import type { JudgedPlan } from './judge-drift.js';

/** A report travels in histories, and a stack may have thousands of resources. */
const shown = 20;

/**
 * Sums up what a plan says about a stack.
 *
 * @param unfinished set when there is more to do than the plan can know, with the reason.
 */
export function stackDrift(stack: string, { drift, pending }: JudgedPlan, unfinished?: string): StackDrift {
  return {
    stack,
    outcome: together(drift.length > 0, pending.length > 0 || unfinished !== undefined) ?? 'clean',
    counts: { drift: drift.length, pending: pending.length },
    drift: drift.slice(0, shown),
    pending: pending.slice(0, shown),
    ...(unfinished === undefined ? {} : { reason: unfinished }),
  };
}

/** Says of a stack that no plan tells anything about why that is so. */
export function unplanned(
  stack: string,
  outcome: 'not applied' | 'deferred' | 'could not look',
  reason: string,
): StackDrift {
  return { stack, outcome, counts: { drift: 0, pending: 0 }, drift: [], pending: [], reason };
}

/**
 * Sums up what the finders say about what Backlot makes itself. What is due is none of it: the next reap takes it away.
 *
 * @param names what a comparison says of names in the environment's zone.
 */
export function madeDrift(unexpected: readonly Unexpected[], names: readonly ParityDifference[]): MadeDrift {
  const differences: MadeDifference[] = [
    ...unexpected
      .filter(({ due }) => !due)
      .map(({ type, id, reason }) => ({ subject: `${type} ${id}`, difference: 'unexpected' as const, detail: reason })),
    ...names.map(({ subject, reason, detail }) => ({
      subject,
      difference: reason === 'missing' ? ('missing' as const) : ('changed' as const),
      detail,
    })),
  ];
  return { outcome: differences.length > 0 ? 'drifted' : 'clean', differences };
}

/** The outcome of all that was looked at in an environment: what could not be looked at is never taken for clean. */
export function totalOf(
  { stacks, databases }: Pick<EnvironmentDrift, 'stacks' | 'databases'>,
  couldLook = true,
): StackOutcome {
  const outcomes: StackOutcome[] = [
    ...stacks.map(({ outcome }) => outcome),
    ...(databases === undefined ? [] : [databases.outcome]),
    ...(couldLook ? [] : ['could not look' as const]),
  ];
  const has = (...some: StackOutcome[]) => outcomes.some((outcome) => some.includes(outcome));
  const differs = together(has('drifted', 'both'), has('pending', 'both'));
  return differs ?? (['could not look', 'not applied', 'deferred'] as const).find((each) => has(each)) ?? 'clean';
}

/** Tells whether something is not as it should be. What could not be looked at is not known to be. */
export function differsOf(environments: DriftReport['environments']): boolean {
  return environments.some(({ outcome }) => outcome !== 'clean' && outcome !== 'could not look');
}

/** Tells whether something could not be looked at, whatever else was found. */
export function isBlind(environments: DriftReport['environments']): boolean {
  const blind: StackOutcome = 'could not look';
  return environments.some(
    ({ outcome, stacks, databases, reason }) =>
      reason !== undefined ||
      outcome === blind ||
      databases?.outcome === blind ||
      stacks.some((stack) => stack.outcome === blind),
  );
}

function together(drifted: boolean, pending: boolean): 'both' | 'drifted' | 'pending' | undefined {
  if (drifted) return pending ? 'both' : 'drifted';
  return pending ? 'pending' : undefined;
}
