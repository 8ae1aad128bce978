import { relationName } from '../catalog/model.js';
import type { RunKeys } from '../keys.js';
import { lendKey } from '../keys.js';
import type { TablePlan } from '../plan.js';
import type { Session } from '../session.js';
import { ident, qualified } from '../sql/quote.js';
import type { RunState } from '../state.js';
import { whileDisarmed } from './disarmed.js';

/** The temporary table that holds scrubbed rows while their table is emptied. */
const copy = 'pg_temp.backlot_copy';

/**
 * Gives one table new storage with scrubbed rows, and records so in the same transaction. After it neither the heap nor
 * an index, TOAST table or dead row of the table holds what was there before.
 *
 * @returns the number of rows.
 */
export async function rewriteTable(
  session: Session,
  plan: TablePlan,
  keys: RunKeys,
  state: RunState,
  attempt: string,
): Promise<number> {
  if (plan.strategy === 'compact') return compact(session, plan, state, attempt);
  return session.transaction(async () => {
    await state.assertCurrent(session, attempt);
    const rows = await whileDisarmed(session, plan.relation, async () => {
      if (plan.strategy === 'empty') return empty(session, plan);
      await lendKey(session, keys);
      return plan.strategy === 'alter' ? alter(session, plan) : refill(session, plan);
    });
    await state.finish(session, plan, rows);
    return rows;
  });
}

async function alter(session: Session, plan: TablePlan): Promise<number> {
  const actions = plan.changes.map(
    ({ column, type, sql }) => `alter column ${ident(column)} type ${type} using ${sql}`,
  );
  const doing = `Rewriting ${relationName(plan.relation)}`;
  await session.run(`alter table ${tableOf(plan)} ${actions.join(', ')}`, [], doing);
  return count(session, plan);
}

async function refill(session: Session, plan: TablePlan): Promise<number> {
  const changes = new Map(plan.changes.map(({ column, sql }) => [column, sql]));
  const stored = plan.relation.columns.filter((column) => !column.generated).map((column) => column.name);
  const names = stored.map(ident).join(', ');
  const values = stored.map((name) => `${changes.get(name) ?? ident(name)} as ${ident(name)}`).join(', ');
  const doing = `Rewriting ${relationName(plan.relation)}`;
  await session.run(
    `create temporary table backlot_copy on commit drop as select ${values} from only ${tableOf(plan)}`,
    [],
    doing,
  );
  await session.run(`truncate only ${tableOf(plan)}`, [], doing);
  return session.run(
    `insert into ${tableOf(plan)} (${names}) overriding system value select ${names} from ${copy}`,
    [],
    doing,
  );
}

async function empty(session: Session, plan: TablePlan): Promise<number> {
  await session.run(`truncate only ${tableOf(plan)}`, [], `Emptying ${relationName(plan.relation)}`);
  return 0;
}

/** VACUUM FULL cannot be part of a transaction; done twice after a crash it does no harm. */
async function compact(session: Session, plan: TablePlan, state: RunState, attempt: string): Promise<number> {
  await session.run(`vacuum (full) ${tableOf(plan)}`, [], `Compacting ${relationName(plan.relation)}`);
  return session.transaction(async () => {
    await state.assertCurrent(session, attempt);
    const rows = await whileDisarmed(session, plan.relation, () => count(session, plan));
    await state.finish(session, plan, rows);
    return rows;
  });
}

async function count(session: Session, plan: TablePlan): Promise<number> {
  const { rows } = await session.row<{ rows: string }>(
    `select count(*) as rows from only ${tableOf(plan)}`,
    [],
    `Counting ${relationName(plan.relation)}`,
  );
  return Number(rows);
}

function tableOf(plan: TablePlan): string {
  return qualified(plan.relation.schema, plan.relation.name);
}
