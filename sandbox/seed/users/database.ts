import type { DatabaseSeed, SeedVolume } from '../instance-seed.js';
import { dropPeople, peopleScript } from '../people/people.js';
import { userFinish, userReporting } from './finish.js';
import { userRows } from './rows.js';
import { userTables } from './tables.js';

/** The logical database `users` of the instance `prod-users`. */
export function usersDatabase(volume: SeedVolume): DatabaseSeed {
  return {
    name: 'users',
    before: [
      { role: 'acme_admin', sql: 'CREATE EXTENSION citext; CREATE EXTENSION pg_trgm;' },
      { role: 'app_owner', sql: peopleScript(volume.people) + userTables },
    ],
    fills: userRows(volume),
    after: [
      { role: 'app_owner', sql: dropPeople + userFinish },
      { role: 'reporting', sql: userReporting },
    ],
  };
}
