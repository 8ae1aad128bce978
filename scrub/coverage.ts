import { joinName, splitName } from '../domain/fleet/rule-names.js';
import type { DatabaseRule, TableRule } from '../domain/fleet/rules.js';
import type { Catalog, Relation } from './catalog/model.js';
import { relationName } from './catalog/model.js';
import { ruleProblem } from './check-rule.js';
import { normalRule } from './normal-rule.js';
import type { RuledColumn } from './sql/column.js';

/** A table with what is to happen to it. Materialised views are computed again and need no rule. */
export interface RuledRelation {
  readonly relation: Relation;
  readonly action: 'rewrite' | 'empty' | 'refresh';
  readonly columns: readonly RuledColumn[];
}

/** Something that no rule names. */
export interface Missing {
  readonly database: string;
  readonly table?: string;
  readonly column?: string;
  /** A path inside the documents of a JSON column. Keys that look like data are masked. */
  readonly path?: string;
}

/** What comparing one database with its rules gave. */
export interface Coverage {
  readonly database: string;
  readonly relations: readonly RuledRelation[];
  readonly missing: readonly Missing[];
  /** Rules that name what does not exist, or cannot apply; sentences. */
  readonly problems: readonly string[];
}

/** Compares the tables and columns of a database with its rules. JSON documents are looked at elsewhere. */
export function coverCatalog(catalog: Catalog, rules: DatabaseRule): Coverage {
  const { database } = catalog;
  if (rules === 'empty') {
    const missing = catalog.relations.map((relation) => ({ database, table: keyOf(relation) }));
    return { database, relations: [], missing, problems: [] };
  }
  const unused = new Map(
    Object.entries(rules.tables).map(([name, rule]) => [joinName(splitName(name) ?? [name]), rule]),
  );
  const byName = new Map(unused);
  const relations: RuledRelation[] = [];
  const missing: Missing[] = [];
  const problems = new Set<string>();
  for (const relation of catalog.relations) {
    const table = keyOf(relation.root ?? relation);
    if (relation.kind === 'matview') {
      relations.push({ relation, action: 'refresh', columns: [] });
      continue;
    }
    const rule = byName.get(table);
    // It goes with its server.
    if (relation.kind === 'foreign' && rule === undefined && rules.foreignServers === 'drop') continue;
    unused.delete(table);
    if (rule === undefined) {
      if (relation.root === undefined) missing.push({ database, table });
      continue;
    }
    if (relation.kind === 'foreign') {
      problems.add(`${database}: ${relationName(relation)} is a foreign table; drop it with \`foreignServers: drop\``);
      continue;
    }
    const columns = coverColumns(database, table, relation, rule, missing, problems);
    relations.push({ relation, action: typeof rule === 'string' ? 'empty' : 'rewrite', columns });
  }
  for (const table of unused.keys()) problems.add(`${database}: there is no table ${table}; delete its rules`);
  return { database, relations, missing, problems: [...problems] };
}

function coverColumns(
  database: string,
  table: string,
  relation: Relation,
  rule: TableRule,
  missing: Missing[],
  problems: Set<string>,
): RuledColumn[] {
  if (typeof rule === 'string') return [];
  const rules = new Map(Object.entries(rule.columns ?? {}).map(([name, value]) => [name, normalRule(value)]));
  for (const name of rule.keep ?? []) rules.set(name, { kind: 'keep' });
  const ruled: RuledColumn[] = [];
  for (const column of relation.columns) {
    const columnRule = rules.get(column.name);
    rules.delete(column.name);
    if (columnRule === undefined) {
      if (relation.root === undefined) missing.push({ database, table, column: column.name });
      continue;
    }
    const problem = ruleProblem(column, columnRule);
    if (problem !== undefined) problems.add(`${database}: ${table}.${column.name} ${problem}`);
    ruled.push({ column, rule: columnRule });
  }
  for (const name of rules.keys()) problems.add(`${database}: there is no column ${table}.${name}; delete its rule`);
  for (const { column, rule: columnRule } of ruled) {
    if (columnRule.kind !== 'tsvector') continue;
    for (const name of columnRule.from.filter((from) => !relation.columns.some((other) => other.name === from))) {
      problems.add(`${database}: ${table}.${column.name} is made from ${name}, which is no column of the table`);
    }
  }
  return ruled;
}

/** A relation's name as rule files write it. */
export function keyOf(relation: { readonly schema: string; readonly name: string }): string {
  return joinName([relation.schema, relation.name]);
}
