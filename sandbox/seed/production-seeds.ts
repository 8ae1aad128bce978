import type { DatabaseSeed, InstanceSeed, SeedEncryption } from './instance-seed.js';
import { messagesDatabases } from './messages/databases.js';
import { ordersDatabase } from './orders/database.js';
import { createRolesScript, handOverScript, masterUser } from './roles.js';
import { usersDatabase } from './users/database.js';
import { seedVolume } from './volume.js';

/**
 * Settings of roles and databases: they travel with a snapshot, and some of them hold secrets. The keys are put together
 * by the server, so that no token stands in the source. They hide in `application_name` because a master user may not
 * set parameters that no module defines (`app.key`).
 */
function settings(database: string): string[] {
  return [
    `ALTER ROLE app_rw SET statement_timeout = '30s'`,
    `ALTER DATABASE ${database} SET timezone = 'UTC'`,
    `DO $$ BEGIN
  EXECUTE format('ALTER ROLE reporting SET application_name = %L', 'export sk' || '_live_' || substr(encode(sha256('${database} payment'), 'hex'), 1, 24));
  EXECUTE format('ALTER DATABASE ${database} SET application_name = %L', '${database} SG' || '.' || substr(encode(sha256('${database} mail'), 'hex'), 1, 40));
END $$`,
  ];
}

function instance(identifier: string, encryption: SeedEncryption, databases: readonly DatabaseSeed[]): InstanceSeed {
  const owned = databases.map((database) => ({
    ...database,
    before: [{ role: masterUser, sql: handOverScript(database.name) }, ...database.before],
  }));
  const name = databases[0]?.name ?? '';
  return { identifier, encryption, roles: createRolesScript(), databases: owned, settings: settings(name) };
}

/**
 * Writes all SQL of production's three instances.
 *
 * @param megabytes - their size together. The SQL is a pure function of it.
 */
export function productionSeeds(megabytes: number): readonly InstanceSeed[] {
  const volume = seedVolume(megabytes);
  return [
    instance('prod-users', 'customer-key', [usersDatabase(volume)]),
    instance('prod-orders', 'default-key', [ordersDatabase(volume)]),
    instance('prod-messages', 'none', messagesDatabases(volume)),
  ];
}
