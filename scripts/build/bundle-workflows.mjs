import { createRequire } from 'node:module';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { inCheckout } from '../support/checkout.mjs';
import { BuildFailed } from './build-failed.mjs';
import { digestOf, filesBelow } from './files.mjs';

const entry = 'dist/workflows/index.js';
const bundle = 'dist/workflow-bundle.js';
/** Says what the bundle was made from; a worker refuses a bundle whose `sdk` is not its own. */
const manifest = 'dist/workflow-bundle.json';

const sdkVersion = () => createRequire(import.meta.url)('@temporalio/worker/package.json').version;

/** Replaces a file in one step, so that a worker starting now reads the old one or the new one, never half of it. */
function replaceFile(file, content) {
  const temporary = inCheckout(`${file}.${process.pid}`);
  writeFileSync(temporary, content);
  renameSync(temporary, inCheckout(file));
}

function isCurrent(wanted) {
  if (!existsSync(inCheckout(bundle)) || !existsSync(inCheckout(manifest))) return false;
  const found = JSON.parse(readFileSync(inCheckout(manifest), 'utf8'));
  return found.sdk === wanted.sdk && found.digest === wanted.digest;
}

/**
 * Bundles the compiled workflows, unless the bundle of the same code and SDK is there already.
 *
 * @returns {Promise<'bundled' | 'current' | 'absent'>} `absent` when there are no workflows
 * @throws {BuildFailed} when a workflow reaches a module that must not run inside the workflow sandbox
 */
export async function bundleWorkflows() {
  if (!existsSync(inCheckout(entry))) return 'absent';
  const sdk = sdkVersion();
  const inputs = filesBelow(['dist/workflows', 'dist/domain']).filter((file) => file.endsWith('.js'));
  const wanted = { sdk, digest: digestOf(inputs, [sdk]) };
  if (isCurrent(wanted)) return 'current';
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  try {
    const { code } = await bundleWorkflowCode({
      workflowsPath: inCheckout(entry),
      logger: new DefaultLogger('WARN'),
    });
    replaceFile(bundle, code);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BuildFailed(`The workflows cannot be bundled: ${why}. Keep what they import deterministic and pure.`);
  }
  replaceFile(manifest, `${JSON.stringify(wanted)}\n`);
  return 'bundled';
}
