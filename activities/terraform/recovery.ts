import { writeFile } from 'node:fs/promises';
import type { StackSlice } from '../../domain/messages/stacks.js';
import { findForgotten } from '../../domain/stacks/compare-journal.js';
import { createReach } from '../finders/finder.js';
import { finders } from '../finders/registry.js';
import type { TerraformContext } from './context.js';
import { findLost, renderImports, type Lost } from './find-lost.js';
import type { Journal } from './runner/protocol.js';
import type { StackState } from './stack-state.js';
import { loadPlan } from './stored-plan.js';
import type { StackTerraform } from './run-terraform.js';
import type { Workspace } from './workspace.js';

/** What is to be done to a state before the next plan, so that it knows all that an apply that died has made. */
export type Recovery = Lost;

/** Finds out what an apply that died has made without the state knowing. */
export async function planRecovery(
  context: TerraformContext,
  stack: StackSlice,
  configuration: string,
  journal: Journal,
  state: StackState,
): Promise<Recovery> {
  const { changes, plan } = await loadPlan(context.bucket, stack, journal.approved);
  // The journal may lack the last moments before a death: whatever was to be made may be there.
  const forgotten = findForgotten({ wanted: changes, made: journal.made }, state.resources);
  const known = {
    ids: new Set(state.resources.flatMap(({ id }) => (id === undefined ? [] : [id]))),
    madeIds: new Set(journal.made.map(({ id }) => id)),
  };
  const lost = await findLost(context, stack, configuration, forgotten, plan, known);
  return { ...lost, outdated: [...forgotten.outdated, ...lost.outdated] };
}

/** Puts a recovery into a work directory: the next plan takes in what was found, and makes again what was taken away. */
export async function prepareRecovery(
  { aws }: TerraformContext,
  stack: StackSlice,
  terraform: StackTerraform,
  workspace: Workspace,
  { imports, outdated, removals }: Recovery,
): Promise<void> {
  for (const found of removals) {
    const place = { account: stack.accountId, region: found.region, role: stack.role };
    await finders[found.type].remove?.(createReach(aws, place), found);
  }
  for (const address of outdated) await terraform.forget(address);
  if (imports.length > 0) await writeFile(workspace.path('backlot_imports.tf.json'), renderImports(imports));
}
