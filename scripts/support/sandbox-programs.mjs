import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inCheckout } from './checkout.mjs';

const installer = 'dist/sandbox/install/install.js';

/**
 * Makes sure that the sandbox's servers are installed below `.sandbox`; the first time this takes about a minute.
 * An environment that brings its own (`BACKLOT_SANDBOX_VENV`) is left as it is. Needs a finished build.
 *
 * @param {(line: string) => void} onProgress
 */
export async function ensureSandboxPrograms(onProgress) {
  if (process.env.BACKLOT_SANDBOX_VENV) return;
  if (!existsSync(inCheckout(installer))) return;
  const { ensureInstalled } = await import(pathToFileURL(inCheckout(installer)).href);
  await ensureInstalled({ directory: inCheckout('.sandbox'), onProgress });
}
