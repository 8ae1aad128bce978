import type { Session } from '../session.js';
import { ident, literal, qualified } from '../sql/quote.js';
import type { RunState } from '../state.js';

interface ForeignKey {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  /** The table referred to, quoted and qualified. */
  readonly target: string;
  readonly definition: string;
  readonly comment: string | null;
}

const factName = 'foreign-keys';

/**
 * Takes all foreign keys away while tables are rewritten one by one: between two of them, keys that are pseudonyms
 * do not match yet, and PostgreSQL does not empty a table that others refer to. Their definitions are recorded in the
 * same transaction. Does nothing when an earlier attempt has done so.
 */
export async function takeForeignKeys(session: Session, state: RunState, comments: 'reset' | 'keep'): Promise<void> {
  await session.transaction(async () => {
    if ((await state.fact(session, factName)) !== undefined) return;
    const keys = await session.rows<ForeignKey & Record<string, string | null>>(
      `select n.nspname as schema, r.relname as table, c.conname as name, pg_get_constraintdef(c.oid) as definition,
              quote_ident(tn.nspname) || '.' || quote_ident(t.relname) as target,
              obj_description(c.oid, 'pg_constraint') as comment
       from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_namespace n on n.oid = r.relnamespace
       join pg_class t on t.oid = c.confrelid join pg_namespace tn on tn.oid = t.relnamespace
       where c.contype = 'f' and c.conparentid = 0 order by c.oid`,
      [],
      'Listing foreign keys',
    );
    await state.setFact(session, factName, JSON.stringify(keys.map((key) => plainKey(key, comments))));
    for (const key of keys) {
      await session.run(
        `alter table ${qualified(key.schema, key.table)} drop constraint ${ident(key.name)}`,
        [],
        `Taking the foreign key ${key.schema}.${key.table}.${key.name}`,
      );
    }
  });
}

/**
 * Puts the foreign keys back, each in a transaction of its own. PostgreSQL validates each against the rewritten rows, so that keys
 * which matched before are proved to match now. Comments come back only where they are to stay: `COMMENT` takes its
 * text as a literal, which a log may quote.
 */
export async function restoreForeignKeys(session: Session, state: RunState): Promise<number> {
  const keys = JSON.parse((await state.fact(session, factName)) ?? '[]') as ForeignKey[];
  for (const key of keys) {
    const table = qualified(key.schema, key.table);
    await session.transaction(async () => {
      const [present] = await session.rows(
        `select from pg_constraint where conrelid = ${literal(table)}::regclass and conname = $1`,
        [key.name],
        'Looking for a foreign key',
      );
      if (present !== undefined) return;
      await withoutForcedPolicies(session, key, () =>
        session.run(
          `alter table ${table} add constraint ${ident(key.name)} ${key.definition}`,
          [],
          `Restoring the foreign key ${key.schema}.${key.table}.${key.name}`,
        ),
      );
      if (key.comment !== null) {
        await session.run(
          `comment on constraint ${ident(key.name)} on ${table} is ${literal(key.comment)}`,
          [],
          'Restoring a comment',
        );
      }
    });
  }
  return keys.length;
}

/** The validating queries must see all rows; under forced policies they fail. */
async function withoutForcedPolicies(
  session: Session,
  { schema, table, target }: ForeignKey,
  work: () => Promise<unknown>,
): Promise<void> {
  const forced = await session.rows<{ name: string }>(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relforcerowsecurity and c.oid in ($1::text::regclass, $2::text::regclass)`,
    [qualified(schema, table), target],
    'Looking for forced policies',
  );
  const doing = 'Lifting row-level security for a foreign key';
  for (const { name } of forced) await session.run(`alter table ${name} no force row level security`, [], doing);
  await work();
  for (const { name } of forced) await session.run(`alter table ${name} force row level security`, [], doing);
}

/** Drops what the driver adds to a row, and a comment that is not to come back: it may quote somebody. */
function plainKey(key: ForeignKey, comments: 'reset' | 'keep'): ForeignKey {
  const { schema, table, name, target, definition, comment } = key;
  return { schema, table, name, target, definition, comment: comments === 'keep' ? comment : null };
}
