import type { StackImport } from '../../domain/stacks/declaration.js';
import type { TerraformPlan } from '../../domain/stacks/terraform-plan.js';
import type { TerraformContext } from './context.js';
import { StackTerraform, type KeepText } from './run-terraform.js';
import { readState } from './stack-state.js';
import type { StateBucket } from './state-bucket.js';
import { readUpstream } from './upstream-values.js';
import { withWorkspace } from './workspace.js';

const planFile = 'plan.tfplan';

/** A stack whose configuration is at hand. */
export interface PreviewedStack {
  readonly name: string;
  /** Terraform's configuration, as JSON. */
  readonly configuration: string;
  readonly imports: Readonly<Record<string, StackImport>>;
}

/** What a preview works with. It is given nothing to write with. */
export interface PreviewContext extends Pick<TerraformContext, 'settings' | 'slots' | 'signal'> {
  readonly bucket: Pick<StateBucket, 'readJson'>;
  readonly keepText: KeepText;
  /** Whether Terraform's words are coloured. */
  readonly colour: boolean;
}

/** What came of a preview. */
export type StackPreview =
  | { readonly outcome: 'deferred'; readonly waitsFor: readonly string[] }
  | { readonly outcome: 'unchanged' }
  | {
      readonly outcome: 'changes';
      /** What Terraform says to people. */
      readonly text: string;
      /** Sensitive values included; they must not go further. */
      readonly plan: TerraformPlan;
    };

/**
 * Plans a stack for somebody to look at. Nothing is locked, stored or changed, and Terraform is given a role that could not
 * do so either. When the signal is aborted, Terraform is interrupted and its directory removed.
 *
 * @throws `TerraformFailed`, `AccessDenied`, `CredentialsExpired`, `NotFound` without Terraform.
 */
export async function previewStack(context: PreviewContext, stack: PreviewedStack): Promise<StackPreview> {
  const { settings, bucket, slots, signal, keepText, colour } = context;
  const { name, configuration } = stack;
  const upstream = await readUpstream(stack, (of, from) => readState(bucket, of, from));
  if ('waitsFor' in upstream) return { outcome: 'deferred', waitsFor: upstream.waitsFor };
  const { values } = upstream;
  return await slots.use(signal, () =>
    withWorkspace(settings, { configuration, values }, signal, async (workspace): Promise<StackPreview> => {
      const terraform = new StackTerraform(context, workspace, name, keepText);
      await terraform.init();
      const text = await terraform.planForPeople(planFile, { colour });
      if (text === undefined) return { outcome: 'unchanged' };
      return { outcome: 'changes', text, plan: (await terraform.show(planFile)) as TerraformPlan };
    }),
  );
}
