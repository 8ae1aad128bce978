import { existsSync, rmSync } from 'node:fs';
import { inCheckout } from '../support/checkout.mjs';
import { filesBelow, sourceDirectories } from './files.mjs';

const sourceOf = (output) => output.slice('dist/'.length).replace(/\.js(\.map)?$/, '.ts');

/** Deletes compiled files whose source is gone: the compiler leaves them, and globs would still find them. */
export function prune() {
  const outputs = filesBelow(sourceDirectories.map((directory) => `dist/${directory}`));
  for (const output of outputs) {
    const source = sourceOf(output);
    if (!existsSync(inCheckout(source))) rmSync(inCheckout(output));
  }
}
