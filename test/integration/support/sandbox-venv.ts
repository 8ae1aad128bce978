import { resolve } from 'node:path';

/** The virtual environment with the sandbox's programs: `npm test` has installed it before. */
export function sandboxVenv(): string {
  return resolve(process.env['BACKLOT_SANDBOX_VENV'] ?? '.sandbox/venv');
}
