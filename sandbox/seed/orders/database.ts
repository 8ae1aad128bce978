import type { DatabaseSeed, SeedVolume } from '../instance-seed.js';
import { dropPeople, peopleScript } from '../people/people.js';
import { orderFinish } from './finish.js';
import { orderDatabaseRows } from './rows.js';
import { orderTables } from './tables.js';

/** The logical database `orders` of the instance `prod-orders`. */
export function ordersDatabase(volume: SeedVolume): DatabaseSeed {
  return {
    name: 'orders',
    before: [{ role: 'app_owner', sql: peopleScript(volume.people) + orderTables }],
    fills: orderDatabaseRows(volume),
    after: [{ role: 'app_owner', sql: dropPeople + orderFinish }],
  };
}
