import { isInForce, judgePlan } from '../../domain/approvals/judge-plan.js';
import type { PlanSummary, StackPlan, StackSlice } from '../../domain/messages/stacks.js';
import { nextStacks } from '../../domain/stacks/next-stacks.js';
import { failure, summarize } from '../support/failure.js';
import { terraform } from '../support/terraform.js';
import { together } from '../support/together.js';
import type { Spawn } from './spawn.js';
import type { SpawnState } from './spawn-state.js';

// A plan that found nothing to do is believed for so long, so that a spawn that runs again at once costs little.
const freshnessMs = 3_600_000;
// How often a plan may turn out to be another one before somebody should look who else is at work.
const mostPlans = 3;

type Changes = Extract<StackPlan, { outcome: 'changes' }>;

/** A stack with what is to be done to it. */
interface Planned {
  readonly stack: StackSlice;
  readonly plan: Changes;
}

/**
 * Brings stacks to what their configuration says: those whose upstream stacks are done are planned side by side, what
 * needs an approval waits for it together, and exactly what was approved is applied.
 *
 * @param done names of stacks that are as they should be; each stack is added when it is.
 * @param all the operation's stacks, of which these are a part: an approval may cover those that come later.
 */
export async function applyStacks(
  spawn: Spawn,
  stacks: readonly StackSlice[],
  done: Set<string>,
  state: SpawnState,
  all: readonly StackSlice[] = stacks,
): Promise<void> {
  for (;;) {
    const wave = nextStacks(stacks, done);
    if (wave.length === 0) return;
    const planned = await together(wave, (stack) => state.attempt(stack.name, () => plan(spawn, stack, freshnessMs)));
    const changing: Planned[] = [];
    wave.forEach((stack, index) => {
      const found = planned[index];
      if (found?.outcome === 'changes') changing.push({ stack, plan: found });
      else {
        state.set(stack.name, 'unchanged', found?.reason);
        done.add(stack.name);
      }
    });
    const later = all.filter(({ name }) => !done.has(name) && !wave.some((stack) => stack.name === name));
    await approve(spawn, changing, later, state);
    await together(changing, async ({ stack, plan: first }) => {
      const summary = await state.attempt(stack.name, () => carryOut(spawn, stack, first, later, state));
      state.set(stack.name, 'done', describe(summary));
      done.add(stack.name);
    });
  }
}

async function plan(
  { operationId }: Spawn,
  stack: StackSlice,
  freshness: number,
): Promise<Exclude<StackPlan, { outcome: 'deferred' }>> {
  const found = await terraform().planStack({ operationId, stack, freshnessMs: freshness });
  if (found.outcome !== 'deferred') return found;
  throw failure(
    'ResourceFailed',
    `${stack.name} cannot be planned: ${found.waitsFor.join(', ')} ${found.waitsFor.length === 1 ? 'is' : 'are'} applied ` +
      'and still gives it no values. Look at what they export, and try the step again.',
  );
}

/** Applies what was approved. A plan that has become another one is void: it is planned again, and judged again. */
async function carryOut(
  spawn: Spawn,
  stack: StackSlice,
  first: Changes,
  later: readonly StackSlice[],
  state: SpawnState,
): Promise<PlanSummary['counts']> {
  let current = first;
  for (let plans = 1; ; plans += 1) {
    const approval = state.desk.approvalOf(current.digest);
    try {
      if (approval === undefined || isInForce(approval.decision, Date.now())) {
        const applied = await terraform().applyStack({
          operationId: spawn.operationId,
          stack,
          digest: current.digest,
        });
        return applied.counts;
      }
    } catch (error) {
      if (summarize(error).code !== 'PlanChanged' || plans >= mostPlans) throw error;
    }
    const again = await plan(spawn, stack, 0);
    if (again.outcome === 'unchanged') return {};
    current = again;
    await approve(spawn, [{ stack, plan: again }], later, state);
    state.set(stack.name, 'running');
  }
}

/** Waits for a person where the approval mode says so; all plans of one moment wait together. */
async function approve(
  { plan: { environment, approval }, operationId, requestedBy }: Spawn,
  planned: readonly Planned[],
  later: readonly StackSlice[],
  state: SpawnState,
): Promise<void> {
  const { desk } = state;
  const waiting = planned.filter(
    ({ stack, plan: { summary } }) => judgePlan(approval, stack, summary, desk.given, Date.now()).needsApproval,
  );
  if (waiting.length === 0) return;
  for (const { stack, plan: found } of waiting) {
    state.set(stack.name, 'waiting for approval', describe(found.summary.counts));
  }
  await desk.ask({
    environment,
    operationId,
    plans: waiting.map(({ stack, plan: { digest, summary } }) => ({ stack: stack.name, digest, summary })),
    toCome: later.map(({ name, configuration }) => ({ stack: name, configuration })),
    ...(requestedBy === undefined ? {} : { requestedBy }),
  });
}

/** Counts of changes in words: `3 create, 1 update`. */
function describe(counts: PlanSummary['counts']): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([action, count]) => `${count} ${action}`)
    .join(', ');
}
