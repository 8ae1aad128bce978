import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { inCheckout } from '../support/checkout.mjs';
import { bundleWorkflows } from './bundle-workflows.mjs';
import { compile } from './compile.mjs';
import { copyAssets } from './copy-assets.mjs';
import { digestOf, filesBelow, sourceDirectories } from './files.mjs';
import { prune } from './prune.mjs';

const stamp = 'dist/build.sha256';
const executables = ['dist/cli/main.js'];

function inputsDigest() {
  const settings = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', ...filesBelow(['scripts/build'])];
  return digestOf([...settings, ...filesBelow(sourceDirectories)], [process.versions.node]);
}

/** A finished build leaves its stamp and, when there are workflows, their bundle. */
function isCurrent(digest) {
  if (!existsSync(inCheckout(stamp)) || readFileSync(inCheckout(stamp), 'utf8') !== digest) return false;
  return !existsSync(inCheckout('workflows/index.ts')) || existsSync(inCheckout('dist/workflow-bundle.js'));
}

/**
 * Builds `dist`: compiled code, the files that it reads, and the workflow bundle. Does nothing when no input changed.
 *
 * @param {(line: string) => void} onProgress
 * @throws {BuildFailed}
 */
export async function build(onProgress) {
  const digest = inputsDigest();
  if (isCurrent(digest)) return;
  const started = performance.now();
  rmSync(inCheckout(stamp), { force: true });
  onProgress('build: compiling');
  await compile();
  prune();
  copyAssets();
  for (const file of executables.filter((name) => existsSync(inCheckout(name)))) chmodSync(inCheckout(file), 0o755);
  onProgress('build: bundling the workflows');
  await bundleWorkflows();
  writeFileSync(inCheckout(stamp), digest);
  onProgress(`build: ready in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
