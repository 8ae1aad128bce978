import { isCancellation } from '@temporalio/workflow';
import { madeDrift, totalOf, unplanned } from '../../domain/drift/sum-up-drift.js';
import type { DriftTarget, EnvironmentDrift, MadeDrift, StackDrift } from '../../domain/messages/drift.js';
import type { FleetRef } from '../../domain/messages/slices.js';
import { compareZone } from '../../domain/parity/compare-environment.js';
import { reads } from '../support/activities.js';
import { summarize } from '../support/failure.js';
import { findServing } from '../support/find-serving.js';
import { pool } from '../support/pool.js';
import type { Steps } from '../support/steps.js';
import { looks } from '../support/terraform.js';

type Place = Pick<DriftTarget, 'environment' | 'accountId'>;

/** Where the steps of a look are shown. */
type Watch = Pick<Steps, 'add' | 'run'>;

/** Shows nothing: of many environments each is a step of its own. */
export const unwatched: Watch = { add: () => undefined, run: (_name, work) => work() };

const stacksAtOnce = 4;
const databases = 'databases and names';

/** Looks at the stacks of an environment and at what Backlot makes there itself. What cannot be looked at is told so. */
export async function lookAtEnvironment(
  { environment, accountId, hasBlueprint, hasDatabases, doubt }: DriftTarget,
  fleet: FleetRef,
  watch: Watch,
): Promise<EnvironmentDrift> {
  const about = { environment, accountId };
  if (doubt !== undefined) return { ...about, outcome: 'could not look', stacks: [], reason: doubt };
  const stacks = hasBlueprint ? await lookAtStacks(about, fleet, watch) : [];
  const made = hasDatabases ? { databases: await lookAtDatabases(about, watch) } : {};
  if ('blind' in stacks) {
    return { ...about, outcome: totalOf({ stacks: [], ...made }, false), stacks: [], ...made, reason: stacks.blind };
  }
  return { ...about, outcome: totalOf({ stacks, ...made }), stacks, ...made };
}

async function lookAtStacks(
  about: Place,
  fleet: FleetRef,
  watch: Watch,
): Promise<StackDrift[] | { readonly blind: string }> {
  const stacks = await orWhyNot(() => looks().listStacks({ ...about, fleet }));
  if ('blind' in stacks) return stacks;
  watch.add(stacks.map(({ name }) => name));
  const looked = await pool(stacks, stacksAtOnce, async (stack): Promise<StackDrift> => {
    const work = () => looks().findDrift({ stack, fleet });
    const found = await orWhyNot(() => watch.run(stack.name, work, ({ outcome }) => outcome));
    return 'blind' in found ? unplanned(stack.name, 'could not look', found.blind) : found;
  });
  return looked.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

async function lookAtDatabases({ environment: account, accountId }: Place, watch: Watch): Promise<MadeDrift> {
  watch.add([databases]);
  const look = async () => {
    const plan = await reads.resolveParity({ account });
    const { found, records } = await findServing(plan);
    return madeDrift(await reads.findLeftovers({ account, accountId }), compareZone(plan, found, records));
  };
  const made = await orWhyNot(() => watch.run(databases, look, ({ outcome }) => outcome));
  return 'blind' in made ? { outcome: 'could not look', differences: [], reason: made.blind } : made;
}

/** What came of a look, or why there was none. A cancellation is neither. */
async function orWhyNot<T extends object>(look: () => Promise<T>): Promise<T | { readonly blind: string }> {
  try {
    return await look();
  } catch (error) {
    if (isCancellation(error)) throw error;
    const { code, message } = summarize(error);
    return { blind: `${code}: ${message}` };
  }
}
