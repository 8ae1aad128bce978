import type { z } from 'zod';
import type { Account } from '../../domain/fleet/account.js';
import type { StackDefinition, StackOwner } from '../define-stack.js';
import type { PolicyRule } from '../policies/policy-document.js';

/** What a blueprint makes its stacks from. */
export interface BlueprintConfig<Parameters = unknown> extends StackOwner {
  /** The account file. */
  readonly account: Account;
  /** Its `parameters`, as the blueprint's schema has read them. */
  readonly parameters: Parameters;
}

/** An archetype of accounts, as its author writes it. */
export interface BlueprintSpec<Schema extends z.ZodType> {
  /** The name that account files say under `blueprint:`. */
  readonly name: string;
  /** What accounts of this kind are for, as one line for people. */
  readonly summary: string;
  /** The schema of `parameters:` in account files. Unknown keys are refused when it is a strict object. */
  readonly parameters: Schema;
  /** The stacks of one environment. Two calls with the same fleet must give the same stacks. */
  readonly stacks: (config: BlueprintConfig<z.output<Schema>>) => readonly StackDefinition[];
  /** What BacklotDeploy must be let do for the blueprint's own stacks, besides what the built-in ones need. */
  readonly permissions?: (config: Made<BlueprintConfig<z.output<Schema>>>) => readonly PolicyRule[];
  /** What BacklotRead must be let look at so that the blueprint's own stacks can be planned by it. It reads no data. */
  readonly reads?: (config: Made<BlueprintConfig<z.output<Schema>>>) => readonly PolicyRule[];
}

/** A configuration whose account's number is known, or stands for a reference to it. */
type Made<Config> = Config & { readonly accountId: string };

/** An archetype of accounts, whatever its parameters are. */
export interface Blueprint {
  readonly name: string;
  readonly summary: string;
  readonly parameters: z.ZodType;
  readonly stacks: (config: BlueprintConfig) => readonly StackDefinition[];
  readonly permissions: (config: Made<BlueprintConfig>) => readonly PolicyRule[];
  readonly reads: (config: Made<BlueprintConfig>) => readonly PolicyRule[];
}

/** Defines an archetype of accounts. */
export function defineBlueprint<Schema extends z.ZodType>(spec: BlueprintSpec<Schema>): Blueprint {
  const { name, summary, parameters, stacks, permissions, reads } = spec;
  type Config = BlueprintConfig<z.output<Schema>>;
  return {
    name,
    summary,
    parameters,
    // Only parameters that this very schema has read are ever passed in.
    stacks: (config) => stacks(config as Config),
    permissions: (config) => permissions?.(config as Made<Config>) ?? [],
    reads: (config) => reads?.(config as Made<Config>) ?? [],
  };
}
