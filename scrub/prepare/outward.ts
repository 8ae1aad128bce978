import { BacklotError } from '../../domain/errors.js';
import type { DatabaseRule } from '../../domain/fleet/rules.js';
import type { Session } from '../session.js';
import { ident, literal } from '../sql/quote.js';

/** What was taken away because it reaches out of the clone, or into it. Counts. */
export interface Neutralised {
  readonly preparedTransactions: number;
  readonly subscriptions: number;
  readonly foreignServers: number;
  readonly largeObjects: number;
}

/**
 * Makes sure that the rules say what is to become of objects that no table rule covers.
 *
 * @throws RuleMissing when a database has foreign servers or large objects and its rules do not name them.
 */
export async function refuseUnruledObjects(session: Session, rules: Exclude<DatabaseRule, string>): Promise<void> {
  const { servers, objects } = await session.row<{ servers: number; objects: number }>(
    `select (select count(*)::int from pg_foreign_server) as servers,
            (select count(*)::int from pg_largeobject_metadata) as objects`,
    [],
    'Counting foreign servers and large objects',
  );
  if (servers > 0 && rules.foreignServers !== 'drop') {
    throw new BacklotError(
      'RuleMissing',
      `Database ${session.database} has ${String(servers)} foreign servers, through which a clone reaches other systems. ` +
        'Write `foreignServers: drop` for the database.',
      { database: session.database },
    );
  }
  if (objects > 0 && rules.largeObjects !== 'unlink') {
    throw new BacklotError(
      'RuleMissing',
      `Database ${session.database} has ${String(objects)} large objects, which no column rule covers. ` +
        'Write `largeObjects: unlink` for the database, or move them into a bytea column at the source.',
      { database: session.database },
    );
  }
}

/** Removes what could write into the database while it is scrubbed, or act on production from it. */
export async function neutralise(session: Session): Promise<Neutralised> {
  return {
    preparedTransactions: await rollBackPrepared(session),
    subscriptions: await dropSubscriptions(session),
    foreignServers: await dropForeignServers(session),
    largeObjects: await unlinkLargeObjects(session),
  };
}

/** Rolls back the prepared transactions of the session's database. The session must be able to become their owners. */
export async function rollBackPrepared(session: Session): Promise<number> {
  const prepared = await session.rows<{ gid: string; owner: string }>(
    'select gid, owner from pg_prepared_xacts where database = current_database()',
    [],
    'Listing prepared transactions',
  );
  for (const { gid, owner } of prepared) {
    // Only the role that prepared a transaction may end it.
    await session.run(`set role ${ident(owner)}`, [], 'Taking the role of a prepared transaction');
    await session.run(`rollback prepared ${literal(gid)}`, [], 'Rolling back a prepared transaction');
    await session.run('reset role', [], 'Giving the role back');
  }
  return prepared.length;
}

/** The slot's name goes first: dropping a subscription that still has it would drop the slot on production's publisher. */
async function dropSubscriptions(session: Session): Promise<number> {
  const subscriptions = await session.rows<{ name: string }>(
    `select subname as name from pg_subscription
     where subdbid = (select oid from pg_database where datname = current_database())`,
    [],
    'Listing subscriptions',
  );
  for (const { name } of subscriptions) {
    await session.run(`alter subscription ${ident(name)} disable`, [], 'Disabling a subscription');
    await session.run(`alter subscription ${ident(name)} set (slot_name = none)`, [], 'Cutting off a subscription');
    await session.run(`drop subscription ${ident(name)}`, [], 'Dropping a subscription');
  }
  return subscriptions.length;
}

async function dropForeignServers(session: Session): Promise<number> {
  const servers = await session.rows<{ name: string }>(
    'select srvname as name from pg_foreign_server order by 1',
    [],
    'Listing foreign servers',
  );
  for (const { name } of servers) {
    await session.run(`drop server ${ident(name)} cascade`, [], 'Dropping a foreign server');
  }
  return servers.length;
}

async function unlinkLargeObjects(session: Session): Promise<number> {
  const unlinked = await session.rows(
    'select lo_unlink(oid) from pg_largeobject_metadata',
    [],
    'Unlinking large objects',
  );
  return unlinked.length;
}
