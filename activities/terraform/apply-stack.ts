import { readFile, writeFile } from 'node:fs/promises';
import type { AppliedStack, ApplyStackInput, PlannedChange, StackSlice } from '../../domain/messages/stacks.js';
import { beyondApproval } from '../../domain/stacks/compare-journal.js';
import type { TerraformPlan } from '../../domain/stacks/terraform-plan.js';
import { reportProgress } from '../edge/progress.js';
import { jsonDigest } from '../state/canonical-json.js';
import { writeClean } from './clean-record.js';
import type { TerraformContext } from './context.js';
import { completeJournal, isComplete, isUntouched, journalTarget, readJournal, requireQuiet } from './journal.js';
import { planChanged, requireSame, sha256, type PlanParts } from './plan-parts.js';
import { planRecovery, prepareRecovery } from './recovery.js';
import { keepInBucket, StackTerraform } from './run-terraform.js';
import type { Journal } from './runner/protocol.js';
import { readState } from './stack-state.js';
import { loadConfiguration } from './stored-configuration.js';
import { loadPlan, storePlan, type StoredPlan } from './stored-plan.js';
import { readEvent } from './terraform-events.js';
import { readUpstream } from './upstream-values.js';
import { withWorkspace, type Workspace } from './workspace.js';

const planFile = 'plan.tfplan';

/**
 * Applies exactly the plan that was approved. It may run again after a death at any point: what was made is found, taken
 * into the state, and what is left of the plan is applied, as long as it is a part of what was approved.
 *
 * @throws `PlanChanged` when anything that the plan was made of is no longer the same; `StateLocked` when somebody else
 *   holds the lock for too long; `TerraformFailed` with addresses and the names of AWS errors.
 */
export async function applyStack(context: TerraformContext, input: ApplyStackInput): Promise<AppliedStack> {
  const { stack, digest } = input;
  const journal = await readJournal(context, stack);
  await requireQuiet(context, stack, journal);
  const approved = await loadPlan(context.bucket, stack, digest);
  const applied = { stack: stack.name, counts: approved.summary.counts };
  const isOurs = journal?.approved === digest;
  if (isOurs && isComplete(journal)) return applied;
  if (isOurs && !isUntouched(journal)) await resume(context, input, approved, journal);
  else await applyApproved(context, input, approved, journal);
  await noteClean(context, stack, approved.parts);
  return applied;
}

/** What was applied to its end has nothing left to do: the next spawn believes that for a while, as it does a clean plan. */
async function noteClean(
  { bucket }: TerraformContext,
  stack: StackSlice,
  { destroy, configuration, upstream, terraform }: PlanParts,
): Promise<void> {
  if (destroy) return;
  const { lineage, serial } = await readState(bucket, stack.environment, stack.name);
  const at = new Date().toISOString();
  await writeClean(bucket, stack, { configuration, upstream, state: { lineage, serial }, terraform, at, by: 'apply' });
}

async function applyApproved(
  context: TerraformContext,
  { stack, operationId, digest }: ApplyStackInput,
  approved: StoredPlan,
  journal: Journal | undefined,
): Promise<void> {
  const { lineage, serial } = await readState(context.bucket, stack.environment, stack.name);
  const isOurs = journal?.approved === digest;
  requireSame(approved.parts, {
    plan: sha256(approved.file),
    state: { lineage, serial },
    // An earlier attempt of this very apply, which changed nothing, is no reason to refuse it.
    ...(isOurs ? {} : { lastRun: journal?.runs.at(-1)?.startedAt ?? '' }),
  });
  // What an apply that died has made is imported by this plan; until then only the journal knows it.
  const made = journal !== undefined && !isComplete(journal) ? journal.made : [];
  const before: Journal = isOurs ? journal : { approved: digest, begun: [], made, runs: [] };
  await inWorkspace(context, { stack, operationId, digest }, approved, async (terraform, workspace) => {
    await writeFile(workspace.path(planFile), approved.file);
    const target = journalTarget(context, stack, before, digest);
    await terraform.apply(planFile, { journal: target, onLine: progressOf(stack.name, approved.changes) });
  });
}

/** Goes on with an apply that died: takes in what it made, and applies what is left. */
async function resume(
  context: TerraformContext,
  input: ApplyStackInput,
  approved: StoredPlan,
  journal: Journal,
): Promise<void> {
  const { bucket } = context;
  const { stack } = input;
  const state = await readState(bucket, stack.environment, stack.name);
  const configuration = await loadConfiguration(bucket, stack);
  const recovery = await planRecovery(context, stack, configuration, journal, state);
  await inWorkspace(context, input, approved, async (terraform, workspace, versions) => {
    await prepareRecovery(context, stack, terraform, workspace, recovery);
    if (!(await terraform.plan(planFile, approved.parts.destroy))) {
      await completeJournal(context, stack, journal);
      return;
    }
    const plan = (await terraform.show(planFile)) as TerraformPlan;
    const { lineage, serial } = await readState(bucket, stack.environment, stack.name);
    const stored = await storePlan(bucket, stack, await readFile(workspace.path(planFile)), plan, {
      ...approved.parts,
      ...versions,
      state: { lineage, serial },
      lastRun: journal.runs.at(-1)?.startedAt ?? '',
    });
    const beyond = beyondApproval(approved.changes, stored.changes);
    if (beyond.length > 0) {
      const named = beyond.map(({ address, action }) => `${action} ${address}`).join(', ');
      throw planChanged(stack.name, `after an attempt that died, more would be done than was approved (${named})`, {
        beyond,
      });
    }
    const target = journalTarget(context, stack, journal, stored.digest);
    await terraform.apply(planFile, { journal: target, onLine: progressOf(stack.name, stored.changes) });
  });
}

/** Makes a work directory in which the approved plan may be applied: values and versions are those that it was made with. */
async function inWorkspace(
  context: TerraformContext,
  { stack, operationId }: ApplyStackInput,
  { parts }: StoredPlan,
  work: (
    terraform: StackTerraform,
    workspace: Workspace,
    versions: Awaited<ReturnType<StackTerraform['init']>>,
  ) => Promise<void>,
): Promise<void> {
  const { bucket, settings, signal } = context;
  const configuration = await loadConfiguration(bucket, stack);
  const upstream = await readUpstream(stack, (of, from) => readState(bucket, of, from));
  if ('waitsFor' in upstream)
    throw planChanged(stack.name, `${upstream.waitsFor.join(', ')} no longer gives its values`);
  const { values } = upstream;
  requireSame(parts, { configuration: stack.configuration, upstream: jsonDigest(values) });
  await context.slots.use(signal, () =>
    withWorkspace(settings, { configuration, values }, signal, async (workspace) => {
      const terraform = new StackTerraform(context, workspace, stack.name, keepInBucket(context, stack, operationId));
      const versions = await terraform.init();
      requireSame(parts, versions);
      await work(terraform, workspace, versions);
    }),
  );
}

/** Tells how far an apply is, with the next heartbeat. */
function progressOf(stack: string, changes: readonly PlannedChange[]): (line: string) => void {
  // A replacement is told as two steps.
  const of = changes.reduce((sum, { action }) => sum + (action === 'replace' ? 2 : 1), 0);
  let done = 0;
  return (line) => {
    const event = readEvent(line);
    if (event?.kind !== 'begun' && event?.kind !== 'complete') return;
    if (event.kind === 'complete') done += 1;
    reportProgress({ stack, done, of, address: event.address });
  };
}
