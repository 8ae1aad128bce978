import type { DatabaseSeed, SeedVolume } from '../instance-seed.js';
import { dropPeople, peopleScript } from '../people/people.js';
import { chatFinish } from './chat-finish.js';
import { chatRows } from './chat-rows.js';
import { chatTables } from './chat-tables.js';
import { supportFinish, supportRows, supportTables } from './support.js';

/** The logical databases `messages` and `support`, which live on one instance, `prod-messages`. */
export function messagesDatabases(volume: SeedVolume): DatabaseSeed[] {
  const people = peopleScript(volume.people);
  return [
    {
      name: 'messages',
      before: [
        { role: 'acme_admin', sql: 'CREATE EXTENSION pg_trgm;' },
        { role: 'app_owner', sql: people + chatTables },
      ],
      fills: chatRows(volume),
      after: [{ role: 'app_owner', sql: dropPeople + chatFinish }],
    },
    {
      name: 'support',
      before: [
        { role: 'acme_admin', sql: 'CREATE EXTENSION citext;' },
        { role: 'app_owner', sql: people + supportTables },
      ],
      fills: supportRows(volume),
      after: [{ role: 'app_owner', sql: dropPeople + supportFinish }],
    },
  ];
}
