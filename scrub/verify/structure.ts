import { countedKinds, sameness } from '../canary.js';
import { relationName } from '../catalog/model.js';
import type { RuledRelation } from '../coverage.js';
import { withRowsVisible } from '../rows-visible.js';
import type { Session } from '../session.js';
import { columnTexts } from '../sql/source.js';
import { qualified } from '../sql/quote.js';
import { stateSchema } from '../target.js';
import type { Finding } from './finding.js';

interface StoredRelation extends Record<string, unknown> {
  oid: number;
  name: string;
  kind: string;
  known: boolean;
  same_heap: boolean;
  same_toast: boolean;
  state: string | null;
  before: string | null;
}

/** Checks that every relation has new storage, no table was left out, and no rows came or went. */
export async function checkStructure(session: Session, relations: readonly RuledRelation[]): Promise<Finding[]> {
  const stored = await session.rows<StoredRelation>(
    `select c.oid, n.nspname || '.' || c.relname as name, c.relkind as kind, s.oid is not null as known, s.state,
            s.heap = pg_relation_filenode(c.oid) as same_heap, s.rows_before as before,
            s.toast <> 0 and s.toast = coalesce(pg_relation_filenode(nullif(c.reltoastrelid, 0)), 0) as same_toast
     from pg_class c join pg_namespace n on n.oid = c.relnamespace left join ${stateSchema}.relation s on s.oid = c.oid
     where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', '${stateSchema}')`,
    [],
    'Comparing the storage of tables',
  );
  const findings: Finding[] = [];
  const add = (object: string, check: Finding['check'], count: number, column?: string): void => {
    findings.push({ database: session.database, object, check, count, ...(column === undefined ? {} : { column }) });
  };
  for (const row of stored) {
    const fresh = row.known && !row.same_heap && !row.same_toast;
    if (!fresh || (row.kind === 'r' && row.state !== 'done')) add(`table ${row.name}`, 'storage', 1);
  }
  const before = new Map(stored.map((row) => [row.oid, row.before]));
  for (const ruled of relations) {
    const { relation, action } = ruled;
    if (relation.kind !== 'table') continue;
    const rows = await countRows(session, ruled);
    const expected = action === 'empty' ? 0 : Number(before.get(relation.oid) ?? Number.NaN);
    if (rows !== expected) add(`table ${relationName(relation)}`, 'count', Math.abs(rows - expected) || 1);
    for (const { column, difference } of await distinctDifferences(session, ruled)) {
      add(`table ${relationName(relation)}`, 'count', difference, column);
    }
  }
  return findings;
}

async function countRows(session: Session, { relation }: RuledRelation): Promise<number> {
  const { rows } = await withRowsVisible(session, relation, () =>
    session.row<{ rows: string }>(
      `select count(*) as rows from only ${qualified(relation.schema, relation.name)}`,
      [],
      `Counting ${relationName(relation)}`,
    ),
  );
  return Number(rows);
}

/** Two people must not have become one, nor one two: joins and unique keys would tell another story. */
async function distinctDifferences(
  session: Session,
  { relation, columns }: RuledRelation,
): Promise<{ column: string; difference: number }[]> {
  const differences: { column: string; difference: number }[] = [];
  for (const { column, rule } of columns) {
    if (!countedKinds.has(rule.kind)) continue;
    const [known] = await session.rows<{ n: string }>(
      `select n from ${stateSchema}.distinct_before where relation = $1 and attnum = $2`,
      [relation.oid, column.number],
      'Reading how many identities there were',
    );
    const source = columnTexts(relation, column);
    if (known === undefined || source === undefined) continue;
    const { n } = await withRowsVisible(session, relation, () =>
      session.row<{ n: string }>(
        `select count(*) as n from (select distinct ${sameness(rule.kind)} from (${source}) as s where v is not null and v <> '') as d`,
        [],
        `Counting the identities of ${relationName(relation)}`,
      ),
    );
    if (n !== known.n) differences.push({ column: column.name, difference: Math.abs(Number(n) - Number(known.n)) });
  }
  return differences;
}
