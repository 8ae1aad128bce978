/** What a value that one stack gives to another is, in Terraform's words. */
export type ValueType = 'string' | 'list(string)';

/** A value that a stack needs from another one. */
export interface StackImport {
  /** The name of the stack that gives it: `qa1.network.us-east-1`. */
  readonly from: string;
  /** What that stack calls it. */
  readonly export: string;
  readonly type: ValueType;
}

/**
 * What a stack has to do with others. Its imports become variables of its Terraform configuration, under their own
 * names, and its exports become outputs.
 */
export interface StackDeclaration {
  readonly name: string;
  readonly imports: Readonly<Record<string, StackImport>>;
  readonly exports: Readonly<Record<string, ValueType>>;
  /** Stacks that must be applied before it although it imports nothing from them. */
  readonly after: readonly string[];
}

/** Names the stacks that must be applied before this one, each once. */
export function upstreamOf({ imports, after }: StackDeclaration): string[] {
  return [...new Set([...after, ...Object.values(imports).map(({ from }) => from)])].toSorted();
}
