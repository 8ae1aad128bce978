import type { Relation } from '../catalog/model.js';
import { relationName } from '../catalog/model.js';
import type { Session } from '../session.js';
import { ident, literal, qualified } from '../sql/quote.js';

const enableWords: Readonly<Record<string, string>> = { O: 'enable', A: 'enable always', R: 'enable replica' };

/**
 * Runs `work` while no trigger or rule of production's on the table can fire and row-level security hides nothing.
 * Must run inside a transaction, which sees to it that the table gets back what it had, or never lost it.
 */
export async function whileDisarmed<T>(session: Session, relation: Relation, work: () => Promise<T>): Promise<T> {
  const table = qualified(relation.schema, relation.name);
  const doing = `Disarming ${relationName(relation)}`;
  await session.run(`lock table only ${table} in access exclusive mode`, [], doing);
  const armed = await session.rows<{ what: string; name: string; enabled: string }>(
    `select 'trigger' as what, tgname as name, tgenabled as enabled from pg_trigger
     where tgrelid = ${literal(table)}::regclass and not tgisinternal and tgenabled <> 'D'
     union all
     select 'rule', rulename, ev_enabled from pg_rewrite
     where ev_class = ${literal(table)}::regclass and ev_enabled <> 'D'`,
    [],
    doing,
  );
  const { forced } = await session.row<{ forced: boolean }>(
    `select relforcerowsecurity as forced from pg_class where oid = ${literal(table)}::regclass`,
    [],
    doing,
  );
  for (const { what, name } of armed) {
    await session.run(`alter table only ${table} disable ${what} ${ident(name)}`, [], doing);
  }
  if (forced) await session.run(`alter table only ${table} no force row level security`, [], doing);
  const result = await work();
  if (forced) await session.run(`alter table only ${table} force row level security`, [], doing);
  for (const { what, name, enabled } of armed) {
    await session.run(
      `alter table only ${table} ${enableWords[enabled] ?? 'enable'} ${what} ${ident(name)}`,
      [],
      doing,
    );
  }
  return result;
}
