import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { BacklotError } from '../domain/errors.js';
import { defaultHeartbeatTimeoutMs, heartbeatGlobal } from '../domain/heartbeat.js';

/** Where the build leaves the bundle, seen from the compiled and from the source form of this file. */
const candidates = ['../workflow-bundle.js', '../dist/workflow-bundle.js'];

/**
 * Reads the prebuilt workflow bundle, and tells its workflows the heartbeat timeout that the worker was given: they can
 * read no settings themselves.
 *
 * @throws {BacklotError} `NotFound` when there is none; `InvalidInput` when it was built for another SDK version.
 */
export function workflowBundle(heartbeatTimeoutMs: number = defaultHeartbeatTimeoutMs): { code: string } {
  const codePath = candidates.map((path) => fileURLToPath(new URL(path, import.meta.url))).find(existsSync);
  if (codePath === undefined) {
    throw new BacklotError('NotFound', 'The workflow bundle is missing, so no worker was started. Run npm run build.');
  }
  const manifest = JSON.parse(readFileSync(codePath.replace(/\.js$/, '.json'), 'utf8')) as { sdk: string };
  const { version } = createRequire(import.meta.url)('@temporalio/worker/package.json') as { version: string };
  if (manifest.sdk !== version) {
    throw new BacklotError(
      'InvalidInput',
      `The workflow bundle was built for Temporal SDK ${manifest.sdk}, but this is ${version}. Run npm run build.`,
    );
  }
  // On the first line, so that the lines of stack traces stay those of the source map.
  return { code: `globalThis.${heartbeatGlobal}=${heartbeatTimeoutMs};${readFileSync(codePath, 'utf8')}` };
}
