import { readRole } from '../../domain/built-in.js';
import { judgeDrift } from '../../domain/drift/judge-drift.js';
import { stackDrift, unplanned } from '../../domain/drift/sum-up-drift.js';
import { BacklotError } from '../../domain/errors.js';
import type { FindDriftInput, StackDrift } from '../../domain/messages/drift.js';
import type { StackSlice } from '../../domain/messages/stacks.js';
import type { ActivityDependencies } from '../dependencies.js';
import type { TerraformContext } from './context.js';
import { isComplete, readJournal } from './journal.js';
import { isOver, isOwnLock, readLock } from './lock.js';
import { previewStack } from './preview-stack.js';
import { keepInBucket } from './run-terraform.js';
import type { Journal } from './runner/protocol.js';
import { readState, type StackState } from './stack-state.js';
import { renderStacks } from './synthesize-stacks.js';
import { readUpstream } from './upstream-values.js';

/** Under what the full text of a failure is kept: it is nobody's operation. */
const keptUnder = 'drift';

/**
 * Looks for drift and pending changes of one stack. Terraform looks at everything as BacklotRead and takes no lock. Nothing
 * is stored; only the words of a Terraform that failed go to the state bucket.
 *
 * Invariant: while somebody works on a stack, a plan tells of what is under way, so nothing is told of it then.
 */
export async function findDrift(
  context: TerraformContext,
  readStacks: ActivityDependencies['readStacks'],
  { stack, fleet }: FindDriftInput,
): Promise<StackDrift> {
  const { bucket, settings, slots, signal } = context;
  const { name, environment, accountId, imports } = stack;
  const journal = await readJournal(context, stack);
  const worker = await workerOn(context, stack, journal);
  if (worker !== undefined) return unplanned(name, 'could not look', `${worker} works on it now; look again later`);
  const stateOf = (of: string, from: string) => readState(bucket, of, from);
  const state = await stateOf(environment, name);
  const upstream = await readUpstream(stack, stateOf);
  if ('waitsFor' in upstream) {
    return unplanned(name, 'deferred', `it needs values of ${upstream.waitsFor.join(', ')}, which never gave any`);
  }
  if (!wasApplied(state)) {
    return unplanned(name, 'not applied', `it was never applied, or is gone: backlot spawn ${environment}`);
  }
  const { organization } = (await readStacks()).fleet;
  const rendered = await renderStacks(readStacks, { environment, accountId, fleet });
  const configuration = rendered.find(({ slice }) => slice.name === name)?.json;
  if (configuration === undefined) throw new BacklotError('NotFound', `${environment} has no stack ${name} any more.`);
  const preview = await previewStack(
    {
      settings: { ...settings, reader: { role: readRole, stateAccount: organization.builder.account } },
      slots,
      signal,
      bucket,
      keepText: keepInBucket(context, stack, keptUnder),
      colour: false,
    },
    { name, imports, configuration },
  );
  const now = await stateOf(environment, name);
  if (now.serial !== state.serial || now.lineage !== state.lineage) {
    return unplanned(name, 'could not look', 'it was applied while it was looked at; look again');
  }
  const judged = preview.outcome === 'changes' ? judgeDrift(preview.plan) : { drift: [], pending: [] };
  const unfinished =
    journal === undefined || isComplete(journal)
      ? undefined
      : `its last apply ended half way, and what it made may not be known: backlot spawn ${environment}`;
  return stackDrift(name, judged, unfinished);
}

/** Says who works on a stack now. What a dead run of ours has left is nobody. */
async function workerOn(
  { bucket, settings }: TerraformContext,
  { environment, name }: StackSlice,
  journal: Journal | undefined,
): Promise<string | undefined> {
  const last = journal?.runs.at(-1);
  if (last !== undefined && !isOver(last, settings.patience.silentMs)) return `a run of Terraform on ${last.host}`;
  const lock = await readLock(bucket, environment, name);
  if (lock === undefined || (journal !== undefined && isOwnLock(lock, journal.runs))) return undefined;
  return `${lock.who}, who has held its lock since ${lock.created},`;
}

function wasApplied({ resources, outputs }: StackState): boolean {
  return resources.length > 0 || Object.keys(outputs).length > 0;
}
