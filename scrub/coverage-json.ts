import type { JsonStep } from '../domain/fleet/rule-names.js';
import { formatJsonPath } from '../domain/fleet/rule-names.js';
import type { Coverage, Missing } from './coverage.js';
import { keyOf } from './coverage.js';
import type { Column, Relation } from './catalog/model.js';
import type { JsonNode } from './json-tree.js';
import { jsonTree } from './json-tree.js';
import type { Session } from './session.js';
import { FunctionSet } from './sql/functions.js';
import { jsonUncovered } from './sql/json.js';
import { qualified } from './sql/quote.js';
import { asJsonb } from './sql/source.js';
import { withRowsVisible } from './rows-visible.js';

/** More unnamed keys than this under one parent are taken for data, as in a map keyed by address. */
const mostKeys = 40;

/**
 * Looks through every document of every JSON column for keys that no rule names. Only paths leave the database.
 *
 * The predicate functions live in the session's temporary schema, so the database itself is not changed.
 */
export async function missingJsonPaths(session: Session, coverage: Coverage): Promise<Missing[]> {
  const missing: Missing[] = [];
  const scanned = new Map<string, Set<string>>();
  for (const { relation, action, columns } of coverage.relations) {
    if (action !== 'rewrite' || relation.kind !== 'table') continue;
    for (const { column, rule } of columns) {
      if (rule.kind !== 'json') continue;
      const paths = await uncoveredPaths(session, relation, column, jsonTree(rule));
      const table = keyOf(relation.root ?? relation);
      const key = `${table} ${column.name}`;
      const known = scanned.get(key) ?? new Set<string>();
      scanned.set(key, known);
      for (const path of paths.filter((candidate) => !known.has(candidate))) {
        known.add(path);
        missing.push({ database: session.database, table, column: column.name, path });
      }
    }
  }
  return missing;
}

/** A step as SQL gives it: `k` and the key, or `e` for an element. */
type RawStep = `k${string}` | 'e';

async function uncoveredPaths(session: Session, relation: Relation, column: Column, tree: JsonNode): Promise<string[]> {
  const functions = new FunctionSet();
  const open = temporary(jsonUncovered(tree, functions));
  for (const definition of functions.definitions) {
    await session.run(temporary(definition), [], 'Preparing the search of JSON keys');
  }
  const rows = await withRowsVisible(session, relation, () =>
    session.rows<{ path: RawStep[] }>(
      `with recursive document (v) as materialized (
         select ${asJsonb(column)} from only ${qualified(relation.schema, relation.name)}
         where ${open}(${asJsonb(column)})
       ), node (path, v) as (
         select '{}'::text[], v from document
         union
         select n.path || x.step, x.v from node n cross join lateral (
           select 'k' || key, value from jsonb_each(case when jsonb_typeof(n.v) = 'object' then n.v end)
           union all
           select 'e', value from jsonb_array_elements(case when jsonb_typeof(n.v) = 'array' then n.v end)
         ) as x (step, v)
       )
       select distinct path from node where jsonb_typeof(v) not in ('object', 'array', 'null')
       limit 100000`,
      [],
      `Searching the JSON keys of ${relation.schema}.${relation.name}`,
    ),
  );
  const unnamed = rows.map(({ path }) => path.map(toStep)).filter((steps) => !isNamed(tree, steps));
  return [...new Set(maskData(unnamed).map(formatJsonPath))].sort();
}

function temporary(sql: string): string {
  return sql.replaceAll(/\bbacklot_scrub\.open(?=_)/g, 'pg_temp.open');
}

function toStep(raw: RawStep): JsonStep {
  return raw === 'e' ? 'elements' : { key: raw.slice(1) };
}

function isNamed(node: JsonNode | undefined, steps: readonly JsonStep[]): boolean {
  if (node === undefined) return false;
  if (node.rule?.kind === 'drop') return true;
  const [step, ...rest] = steps;
  if (step === undefined) return node.rule !== undefined;
  if (step === 'elements') return isNamed(node.elements, rest);
  if (step === 'any-key') return isNamed(node.anyKey, rest);
  return isNamed(node.keys.get(step.key) ?? node.anyKey, rest);
}

/** Keys are values too: what looks like data, and what comes in masses, is told as `*`. */
function maskData(paths: readonly (readonly JsonStep[])[]): JsonStep[][] {
  const siblings = new Map<string, Set<string>>();
  for (const path of paths) {
    path.forEach((step, index) => {
      if (typeof step === 'string') return;
      const parent = JSON.stringify(path.slice(0, index));
      siblings.set(parent, (siblings.get(parent) ?? new Set()).add(step.key));
    });
  }
  return paths.map((path) =>
    path.map((step, index) => {
      if (typeof step === 'string') return step;
      const crowd = siblings.get(JSON.stringify(path.slice(0, index)))?.size ?? 0;
      return crowd > mostKeys || looksLikeData(step.key) ? 'any-key' : step;
    }),
  );
}

function looksLikeData(key: string): boolean {
  return !/^[A-Za-z_$][A-Za-z0-9_$ -]{0,39}$/.test(key) || /[0-9]{4}/.test(key);
}
