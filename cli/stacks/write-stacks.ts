import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { upstreamOf } from '../../domain/stacks/declaration.js';
import type { StackDefinition } from '../../templates/define-stack.js';
import { synthesizeStack } from '../../templates/synth/synthesize-stack.js';

/** A stack that was written as plain Terraform. */
export interface WrittenStack {
  readonly name: string;
  /** The file with its configuration. */
  readonly file: string;
  /** Stacks that are applied before it. */
  readonly upstream: readonly string[];
  /** Variables that have no value before its upstream stacks are applied, or its account is made. */
  readonly variables: readonly string[];
}

/** Writes each stack into a directory of its own, as `<directory>/<stack>/main.tf.json`. */
export async function writeStacks(stacks: readonly StackDefinition[], directory: string): Promise<WrittenStack[]> {
  const written: WrittenStack[] = [];
  for (const stack of stacks) {
    const { name, json, variables } = synthesizeStack(stack);
    const file = join(directory, name, 'main.tf.json');
    await mkdir(join(directory, name), { recursive: true });
    await writeFile(file, json);
    written.push({ name, file, upstream: upstreamOf(stack), variables });
  }
  return written;
}
