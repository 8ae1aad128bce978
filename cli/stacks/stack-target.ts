import { parseStackName } from '../../domain/stacks/stack-name.js';

/** Whose stacks are meant, as a person types it. */
export interface StackTarget {
  readonly environment: string;
  /** One stack of it; all when left out. */
  readonly stack?: string;
}

/** Reads the name of an environment or of one of its stacks, and the stack that an option asks for. */
export function stackTarget(name: string, stack: string | undefined): StackTarget {
  const named = parseStackName(name);
  const chosen = stack ?? (named && name);
  return { environment: named?.environment ?? name, ...(chosen === undefined ? {} : { stack: chosen }) };
}
