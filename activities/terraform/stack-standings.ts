import type { StackStanding } from '../../domain/messages/parity.js';
import type { StackSlice } from '../../domain/messages/stacks.js';
import { stackKeys } from '../../domain/stacks/state-keys.js';
import type { ActivityDependencies } from '../dependencies.js';
import { readClean } from './clean-record.js';
import { isComplete, readJournal } from './journal.js';
import type { PlanParts } from './plan-parts.js';
import type { Journal } from './runner/protocol.js';
import { readState } from './stack-state.js';
import { createStateBucket, type StateBucket } from './state-bucket.js';
import { renderStacks, type SynthesizeInput } from './synthesize-stacks.js';

/** Activities that look at an environment's stacks in the state bucket. Terraform is not started for it. */
export function createStandingActivities({
  aws,
  terraform,
  readStacks,
}: Pick<ActivityDependencies, 'aws' | 'terraform' | 'readStacks'>) {
  return {
    /**
     * Compares the stacks that an environment's blueprint asks for with those that were applied. The stack of roles is
     * left out: people change it. Changes nothing.
     *
     * @throws `PlanChanged` when the fleet is no longer the one that the operation began with.
     */
    async findStandings(input: SynthesizeInput): Promise<StackStanding[]> {
      const { state } = terraform;
      const bucket = createStateBucket(aws.state(state.region), state);
      const rendered = await renderStacks(readStacks, input);
      const slices = rendered.map(({ slice }) => slice).filter(({ role }) => role === 'BacklotDeploy');
      return await Promise.all(slices.map((slice) => standingOf(bucket, slice)));
    },
  };
}

/** Finds out how far a stack is what it would be made as now. */
export async function standingOf(bucket: StateBucket, stack: StackSlice): Promise<StackStanding> {
  const { name, environment } = stack;
  const { resources, outputs } = await readState(bucket, environment, name);
  const applied = resources.length > 0 || Object.keys(outputs).length > 0;
  return { stack: name, applied, configuration: await configurationOf(bucket, stack) };
}

async function configurationOf(bucket: StateBucket, stack: StackSlice): Promise<StackStanding['configuration']> {
  const journal = await readJournal({ bucket }, stack);
  if (journal !== undefined && !isComplete(journal)) return 'unfinished';
  const clean = await readClean(bucket, stack);
  const known = [...(clean === undefined ? [] : [clean]), ...(await lastApply(bucket, stack, journal))];
  const [last] = known.toSorted((a, b) => b.at.localeCompare(a.at));
  if (last === undefined) return 'unknown';
  return last.configuration === stack.configuration ? 'same' : 'other';
}

async function lastApply(
  bucket: StateBucket,
  { environment }: StackSlice,
  journal: Journal | undefined,
): Promise<{ at: string; configuration: string }[]> {
  const at = journal?.runs.at(-1)?.startedAt;
  if (journal === undefined || at === undefined) return [];
  const key = stackKeys.plan(environment, journal.approved, 'parts.json');
  const parts = (await bucket.readJson(key)) as PlanParts | undefined;
  return parts === undefined ? [] : [{ at, configuration: parts.configuration }];
}
