import type { InstanceSeed } from './instance-seed.js';
import { messagesDatabases } from './messages/databases.js';
import { ordersDatabase } from './orders/database.js';
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

/**
 * Writes the SQL of production's three instances.
 *
 * @param megabytes - their size together. The SQL is a pure function of it.
 */
export function productionSeeds(megabytes: number): readonly InstanceSeed[] {
  const volume = seedVolume(megabytes);
  return [
    {
      identifier: 'prod-users',
      encryption: 'customer-key',
      databases: [usersDatabase(volume)],
      settings: settings('users'),
    },
    {
      identifier: 'prod-orders',
      encryption: 'default-key',
      databases: [ordersDatabase(volume)],
      settings: settings('orders'),
    },
    {
      identifier: 'prod-messages',
      encryption: 'none',
      databases: messagesDatabases(volume),
      settings: settings('messages'),
    },
  ];
}
