import { writeFile } from 'node:fs/promises';
import type { StackSlice } from '../../domain/messages/stacks.js';
import { findForgotten, type Forgotten } from '../../domain/stacks/compare-journal.js';
import type { TerraformContext } from './context.js';
import { findLost, renderImports, type Import } from './find-lost.js';
import type { Journal } from './runner/protocol.js';
import type { StackState } from './stack-state.js';
import { loadPlan } from './stored-plan.js';
import type { StackTerraform } from './run-terraform.js';
import type { Workspace } from './workspace.js';

/** What is to be done to a state before the next plan, so that it knows all that an apply that died has made. */
export interface Recovery {
  readonly imports: readonly Import[];
  /** Addresses whose resource has been replaced by one that is imported. */
  readonly outdated: readonly string[];
}

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
  const forgotten: Forgotten = findForgotten({ wanted: changes, made: journal.made }, state.resources);
  const known = new Set(state.resources.flatMap(({ id }) => (id === undefined ? [] : [id])));
  const imports = await findLost(context, stack, configuration, forgotten, plan, known);
  return { imports, outdated: forgotten.outdated };
}

/** Puts a recovery into a work directory: the next plan takes in what was found. */
export async function prepareRecovery(
  terraform: StackTerraform,
  workspace: Workspace,
  { imports, outdated }: Recovery,
): Promise<void> {
  for (const address of outdated) await terraform.forget(address);
  if (imports.length > 0) await writeFile(workspace.path('backlot_imports.tf.json'), renderImports(imports));
}
