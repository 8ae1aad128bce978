import { resolve } from 'node:path';
import { ensureInstalled, type InstallOptions } from './install.js';

/**
 * Finds the virtual environment with the sandbox's programs: the one that `BACKLOT_SANDBOX_VENV` names, else the
 * sandbox's own, which is installed when it is not there yet.
 */
export async function findVenv(options: InstallOptions): Promise<string> {
  const given = process.env['BACKLOT_SANDBOX_VENV'];
  if (given !== undefined && given !== '') return resolve(given);
  return (await ensureInstalled(options)).venv;
}
