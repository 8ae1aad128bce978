import { findPostgresPrograms } from '../../sandbox/postgres/programs.js';
import { ensureTemplate } from '../../sandbox/postgres/template.js';
import type { Sandbox } from '../../sandbox/runtime/start-sandbox.js';
import { ensureDataDirectories } from '../../sandbox/seed/data-directories.js';
import { production, productionParameterGroup } from '../../sandbox/seed/production.js';
import { productionSeeds } from '../../sandbox/seed/production-seeds.js';
import { masterUser, productionPassword } from '../../sandbox/seed/roles.js';
import { tenantPrefix } from './tenant-fleet.js';

/** The name of a tenant's instance. */
export function tenantName(serial: number): string {
  return `${tenantPrefix}${String(serial).padStart(3, '0')}`;
}

/** MB of Acme's three databases together: that of orders has a few. */
export const seedSize = 6;

/** Gives production so many more databases, all with the same rows. They are stopped: only their backups are read. */
export async function addTenants(sandbox: Sandbox, count: number, cacheDirectory: string): Promise<void> {
  const template = await ensureTemplate(await findPostgresPrograms(sandbox.description.venv), cacheDirectory);
  const directories = await ensureDataDirectories(productionSeeds(seedSize), template, cacheDirectory);
  for (let serial = 1; serial <= count; serial += 1) {
    await sandbox.addStoppedInstance({
      ...production,
      identifier: tenantName(serial),
      masterUsername: masterUser,
      masterPassword: productionPassword(masterUser),
      databaseName: 'orders',
      kmsKeyId: 'alias/prod-data',
      dataDirectory: directories.get('prod-orders') ?? '',
      parameters: {
        DBSubnetGroupName: 'backlot-data',
        DBParameterGroupName: productionParameterGroup,
        BackupRetentionPeriod: 7,
        MultiAZ: true,
      },
    });
  }
}
