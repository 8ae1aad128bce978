import { stringify } from 'yaml';
import type { ColumnRule, JsonPathRule, TableRule } from '../domain/fleet/rules.js';
import type { Catalog, Column } from './catalog/model.js';
import type { Missing } from './coverage.js';
import { keyOf } from './coverage.js';

/** What the words of a name hint at. First match wins. */
const hints: readonly (readonly [RegExp, 'email' | 'phone' | 'credential' | 'url' | 'name' | 'inet'])[] = [
  [/e-?mail/i, 'email'],
  [/phone|mobile|fax|msisdn/i, 'phone'],
  [/passw|secret|token|api_?key|credential|hash|salt|otp/i, 'credential'],
  [/ur[li]\b|webhook|link|href|endpoint/i, 'url'],
  [/name|author|person|contact/i, 'name'],
];

/**
 * Writes the YAML that closes the gaps, ready to paste under `scrub:`. It suggests, it does not decide: what could hold
 * personal data gets a rule that removes it, and only what cannot is kept.
 */
export function suggestYaml(missing: readonly Missing[], catalogs: ReadonlyMap<string, Catalog>): string {
  const databases: Record<string, { tables: Record<string, Exclude<TableRule, string>> } | 'empty'> = {};
  for (const item of missing) {
    const catalog = catalogs.get(item.database);
    if (item.table === undefined) {
      databases[item.database] ??= (catalog?.relations.length ?? 0) > 0 ? { tables: {} } : 'empty';
      continue;
    }
    const section = databases[item.database];
    const { tables } =
      section === undefined || section === 'empty' ? (databases[item.database] = { tables: {} }) : section;
    const table = (tables[item.table] ??= {});
    const relation = catalog?.relations.find((candidate) => keyOf(candidate) === item.table);
    const columns = relation?.columns.filter((column) => item.column === undefined || column.name === item.column);
    for (const column of columns ?? []) addColumn(table, column, item.path);
  }
  return stringify({ databases }, { lineWidth: 100 });
}

function addColumn(table: Exclude<TableRule, string>, column: Column, path: string | undefined): void {
  const rules = (table.columns ??= {});
  if (path !== undefined) {
    const before = rules[column.name];
    const paths = typeof before === 'object' && before !== null && before.kind === 'json' ? before.paths : {};
    rules[column.name] = { kind: 'json', paths: { ...paths, [path]: suggestPath(path) } };
    return;
  }
  if (rules[column.name] !== undefined) return;
  const rule = suggestRule(column);
  if (rule === 'keep') (table.keep ??= []).push(column.name);
  else rules[column.name] = rule;
  if (Object.keys(rules).length === 0) delete table.columns;
}

function suggestRule(column: Column): ColumnRule {
  if (column.generated) return 'generated';
  switch (column.family) {
    case 'text': {
      const hint = hints.find(([words]) => words.test(column.name))?.[1];
      if (column.unique) return hint === 'email' ? 'email' : 'hash';
      return column.maxLength !== undefined && column.maxLength < 40 ? 'text' : (hint ?? 'text');
    }
    case 'json':
      return { kind: 'json', paths: {} };
    case 'inet':
      return 'inet';
    case 'bytea':
      return 'bytea';
    case 'date':
      return /birth|dob/i.test(column.name) ? 'date' : 'keep';
    case 'tsvector':
    case 'other':
      return column.notNull ? { kind: 'fixed', value: '' } : 'null';
    default:
      return 'keep';
  }
}

function suggestPath(path: string): JsonPathRule {
  return hints.find(([words]) => words.test(path))?.[1] ?? 'text';
}
