import type { StackDefinition } from '../../../templates/define-stack.js';
import { synthesizeStack } from '../../../templates/synth/synthesize-stack.js';

/** Attributes of a block of a configuration, as Terraform names them. */
export type Block = Readonly<Record<string, unknown>>;

/** A synthesised configuration, read back. */
export interface Configuration {
  readonly terraform: {
    readonly required_providers: Readonly<Record<string, Block>>;
    readonly backend?: { readonly s3?: Block };
  };
  readonly provider: { readonly aws: readonly Block[] };
  readonly resource: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly variable?: Readonly<Record<string, Block>>;
  readonly output?: Readonly<Record<string, Block>>;
}

/** Synthesises a stack and reads the result back. */
export function configurationOf(definition: StackDefinition): Configuration {
  return JSON.parse(synthesizeStack(definition).json) as Configuration;
}

/** The resources of a type, wherever they are. */
export function resourcesOf(configurations: readonly Configuration[], type: string): Block[] {
  return configurations.flatMap(({ resource }) => Object.values(resource[type] ?? {}));
}
