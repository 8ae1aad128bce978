import { readFile } from 'node:fs/promises';
import type { PlanStackInput, StackPlan } from '../../domain/messages/stacks.js';
import type { TerraformPlan } from '../../domain/stacks/terraform-plan.js';
import { jsonDigest } from '../state/canonical-json.js';
import { cleanSince, writeClean } from './clean-record.js';
import type { TerraformContext } from './context.js';
import { completeJournal, isComplete, readJournal, requireQuiet } from './journal.js';
import { knownEnd, rememberEnd } from './known-end.js';
import { planRecovery, prepareRecovery } from './recovery.js';
import { keepInBucket, StackTerraform } from './run-terraform.js';
import { readState } from './stack-state.js';
import { loadConfiguration } from './stored-configuration.js';
import { storePlan } from './stored-plan.js';
import { lastVersion, rememberVersion } from './tool-version.js';
import { readUpstream } from './upstream-values.js';
import { withWorkspace } from './workspace.js';

const planFile = 'plan.tfplan';

/** Plans one stack. Changes nothing but what Backlot itself keeps in the state bucket, so it may run any number of times. */
export async function planStack(context: TerraformContext, input: PlanStackInput): Promise<StackPlan> {
  const { stack, operationId, destroy = false, freshnessMs = 0 } = input;
  const { bucket, settings } = context;
  const { name, environment } = stack;
  const journal = await readJournal(context, stack);
  await requireQuiet(context, stack, journal);
  const recovers = journal !== undefined && !isComplete(journal);
  const state = await readState(bucket, environment, name);
  if (destroy && state.resources.length === 0 && !recovers) {
    return { outcome: 'unchanged', stack: name, reason: 'the stack holds nothing' };
  }
  const upstream = await readUpstream(stack, (of, from) => readState(bucket, of, from));
  if ('waitsFor' in upstream) return { outcome: 'deferred', stack: name, waitsFor: upstream.waitsFor };
  const { values } = upstream;
  const made = { configuration: stack.configuration, upstream: jsonDigest(values), state: versionOf(state) };
  const version = lastVersion(settings.program);
  // Whatever an apply has left unfinished is looked at anew.
  if (!recovers && freshnessMs > 0 && version !== undefined) {
    const known = { ...made, terraform: version };
    if (destroy) {
      const lastRun = journal?.runs.at(-1)?.startedAt ?? '';
      const end = await knownEnd(bucket, stack, { ...known, stack: name, destroy, lastRun }, freshnessMs);
      if (end !== undefined) return { outcome: 'changes', stack: name, ...end };
    } else {
      const clean = await cleanSince(bucket, stack, known);
      if (clean !== undefined && clean.ageMs < freshnessMs) {
        return { outcome: 'unchanged', stack: name, reason: clean.reason };
      }
    }
  }
  const configuration = await loadConfiguration(bucket, stack);
  const recovery = recovers ? await planRecovery(context, stack, configuration, journal, state) : undefined;
  return await context.slots.use(context.signal, () =>
    withWorkspace(settings, { configuration, values }, context.signal, async (workspace): Promise<StackPlan> => {
      const terraform = new StackTerraform(context, workspace, stack.name, keepInBucket(context, stack, operationId));
      const versions = await terraform.init();
      rememberVersion(settings.program, versions.terraform);
      if (recovery) await prepareRecovery(context, stack, terraform, workspace, recovery);
      if (!(await terraform.plan(planFile, destroy))) {
        if (!destroy) {
          const at = new Date().toISOString();
          await writeClean(bucket, stack, { ...made, terraform: versions.terraform, at });
        }
        if (recovers) await completeJournal(context, stack, journal);
        return { outcome: 'unchanged', stack: name, reason: 'Terraform found nothing to do' };
      }
      const plan = (await terraform.show(planFile)) as TerraformPlan;
      const { digest, summary } = await storePlan(bucket, stack, await readFile(workspace.path(planFile)), plan, {
        ...made,
        ...versions,
        // Taking an outdated address out of the state has changed it.
        state: versionOf(recovery?.outdated.length ? await readState(bucket, environment, name) : state),
        stack: name,
        destroy,
        lastRun: journal?.runs.at(-1)?.startedAt ?? '',
      });
      if (destroy && !recovers) await rememberEnd(bucket, stack, digest);
      return { outcome: 'changes', stack: name, digest, summary };
    }),
  );
}

function versionOf({ lineage, serial }: { lineage: string; serial: number }) {
  return { lineage, serial };
}
