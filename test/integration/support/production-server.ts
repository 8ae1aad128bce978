import { startProductionServer as start, type ProductionServer } from '../../../sandbox/seed/production-server.js';

export type { ProductionServer };

/**
 * Generates one instance's data, such as those of `prod-users`, and starts a server over them.
 *
 * @param cache - a directory of the caller's in which data are kept for the next server; without it they are made anew.
 */
export function startProductionServer(
  identifier: string,
  megabytes: number,
  cache?: string,
): Promise<ProductionServer> {
  const venv = process.env['BACKLOT_SANDBOX_VENV'] ?? '.sandbox/venv';
  return start({ identifier, megabytes, venv, ...(cache !== undefined && { cacheDirectory: cache }) });
}
