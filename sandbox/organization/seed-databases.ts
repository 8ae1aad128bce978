import type { RdsEngine } from '../rds/engine.js';
import { production, seedProduction, type SeedProgress } from '../seed/production.js';
import type { SecurityGroups } from '../services/security-groups.js';

/** What production's databases are made with. */
export interface DatabaseSeedOptions {
  readonly rds: RdsEngine;
  readonly securityGroups: SecurityGroups;
  readonly venv: string;
  /** MB of all databases together. */
  readonly size: number;
  readonly cacheDirectory: string;
  readonly onProgress: (line: string) => void;
}

/** Fills the production account with its databases; its keys and network exist already. */
export async function seedDatabases(options: DatabaseSeedOptions): Promise<void> {
  const { rds, securityGroups, venv, size, cacheDirectory, onProgress } = options;
  await seedProduction({
    rds,
    venv,
    size,
    cacheDirectory,
    customerKey: 'alias/prod-data',
    securityGroupIds: [await securityGroups.idOf(production.accountId, production.region, 'prod-data')],
    subnetGroup: 'backlot-data',
    onProgress: (progress) => onProgress(words(progress)),
  });
}

function words({ instance, phase, database, stepsDone, stepsTotal }: SeedProgress): string {
  if (phase !== 'filling') return phase === 'ready' ? `${instance} is ready` : `starting ${instance}`;
  return `filling ${instance}${database === undefined ? '' : `: ${database}, step ${stepsDone} of ${stepsTotal}`} (kept for the next time)`;
}
