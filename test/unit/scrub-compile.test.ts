import { describe, expect, test } from 'vitest';
import type { DatabaseRule } from '../../domain/fleet/rules.js';
import type { Column, Relation } from '../../scrub/catalog/model.js';
import { familyOf } from '../../scrub/catalog/type-family.js';
import { ruleProblem } from '../../scrub/check-rule.js';
import { coverCatalog } from '../../scrub/coverage.js';
import { deriveKeys } from '../../scrub/keys.js';
import { planTables } from '../../scrub/plan.js';
import { columnSql } from '../../scrub/sql/column.js';
import { FunctionSet } from '../../scrub/sql/functions.js';
import { ident, literal } from '../../scrub/sql/quote.js';
import { toSqlFailed } from '../../scrub/sql-error.js';

function column(changes: Partial<Column> = {}): Column {
  return {
    number: 1,
    name: 'c',
    type: 'text',
    baseType: 'text',
    family: 'text',
    isArray: false,
    notNull: false,
    generated: false,
    unique: false,
    partitionKey: false,
    tuned: false,
    pinned: false,
    ...changes,
  };
}

function relation(changes: Partial<Relation> = {}): Relation {
  return {
    oid: 1,
    schema: 'public',
    name: 't',
    kind: 'table',
    owner: 'o',
    inherits: false,
    forceRowSecurity: false,
    populated: true,
    bytes: 1,
    estimatedRows: 1,
    columns: [column()],
    ...changes,
  };
}

function plan(rule: DatabaseRule, of: Relation) {
  const coverage = coverCatalog({ database: 'd', relations: [of] }, rule);
  expect([coverage.missing, coverage.problems]).toEqual([[], []]);
  return planTables(coverage.relations, new FunctionSet())[0];
}

describe('a rule fits a column or says why not', () => {
  test.each([
    [column(), { kind: 'email' }, undefined],
    [column({ maxLength: 20 }), { kind: 'email' }, /at most 20/],
    [column({ maxLength: 30 }), { kind: 'email' }, undefined],
    [column({ family: 'integer', type: 'bigint' }), { kind: 'phone' }, undefined],
    [column({ family: 'integer', type: 'bigint' }), { kind: 'name' }, /cannot stand/],
    [column({ unique: true }), { kind: 'credential' }, /is unique/],
    [column({ unique: true }), { kind: 'credential', distinct: true }, undefined],
    [column({ unique: true }), { kind: 'null' }, undefined],
    [column({ notNull: true }), { kind: 'null' }, /NOT NULL/],
    [column({ generated: true }), { kind: 'keep' }, /generated/],
    [column({ generated: true }), { kind: 'generated' }, undefined],
    [column(), { kind: 'generated' }, /not a generated/],
    [column({ partitionKey: true }), { kind: 'email' }, /partition key/],
    [column({ partitionKey: true }), { kind: 'keep' }, undefined],
    [column({ family: 'bytea' }), { kind: 'keep' }, /cannot be searched/],
    [column({ family: 'bytea' }), { kind: 'keep', accept: 'thumbnails of goods' }, undefined],
  ] as const)('case %#', (of, rule, problem) => {
    if (problem === undefined) expect(ruleProblem(of, rule)).toBeUndefined();
    else expect(ruleProblem(of, rule)).toMatch(problem);
  });
});

describe('how a table is rewritten', () => {
  const email: DatabaseRule = { tables: { 'public.t': { columns: { c: 'email' } } } };
  test.each([
    ['in place of its columns', email, relation(), 'alter'],
    ['by refilling, when a view depends on it', email, relation({ columns: [column({ pinned: true })] }), 'refill'],
    ['by refilling, when a column is tuned', email, relation({ columns: [column({ tuned: true })] }), 'refill'],
    ['by refilling, when it inherits', email, relation({ inherits: true }), 'refill'],
    ['by compacting, when nothing changes', { tables: { 'public.t': { keep: ['c'] } } }, relation(), 'compact'],
    ['by emptying', { tables: { 'public.t': 'queue' } }, relation(), 'empty'],
  ] as const)('%s', (_, rule, of, strategy) => {
    expect(plan(rule as DatabaseRule, of)?.strategy).toBe(strategy);
  });

  test('a partition follows the rules of its root and needs none of its own', () => {
    const root = relation({ kind: 'partitioned', inherits: true });
    const leaf = relation({ oid: 2, name: 't_1', inherits: true, root: { schema: 'public', name: 't' } });
    const coverage = coverCatalog({ database: 'd', relations: [root, leaf] }, email);
    expect(coverage.missing).toEqual([]);
    expect(planTables(coverage.relations, new FunctionSet()).map(({ relation: of }) => of.name)).toEqual(['t_1']);
  });
});

test('a foreign table goes with its server or is refused', () => {
  const catalog = { database: 'd', relations: [relation({ kind: 'foreign' })] };
  expect(coverCatalog(catalog, { tables: {}, foreignServers: 'drop' })).toMatchObject({ missing: [], problems: [] });
  expect(coverCatalog(catalog, { tables: {} }).missing).toEqual([{ database: 'd', table: 'public.t' }]);
  const kept: DatabaseRule = { tables: { 'public.t': { keep: ['c'] } } };
  expect(coverCatalog(catalog, kept).problems).toEqual([expect.stringContaining('foreign table')]);
});

test('names and constants cannot break out of their quotes', () => {
  expect(ident('a"b')).toBe('"a""b"');
  expect(literal("a'b")).toBe("'a''b'");
  const sql = columnSql(
    { column: column({ name: 'x"y' }), rule: { kind: 'fixed', value: "'; drop" } },
    [],
    new FunctionSet(),
  );
  expect(sql).toBe(`case when "x""y" is not null then cast('''; drop' as text) end`);
});

test('the keys of a run differ from each other and from the key given, and pseudonyms do not depend on the run', () => {
  const key = Buffer.alloc(32, 5);
  const [one, two] = [deriveKeys(key, 'one'), deriveKeys(key, 'two')];
  expect(one.inner).toEqual(two.inner);
  expect(one.mac(['x'])).not.toBe(two.mac(['x']));
  expect(one.canarySeed('d')).not.toBe(two.canarySeed('d'));
  expect(one.canarySeed('d')).not.toBe(one.canarySeed('e'));
  for (const block of [one.inner, one.outer]) {
    expect(block).toHaveLength(64);
    expect(block.includes(key)).toBe(false);
  }
  expect(() => deriveKeys(Buffer.alloc(16), 'one')).toThrow(/32/);
});

test('an error of the server keeps its code and names and loses its words', () => {
  const error = Object.assign(new Error('Failing row contains (jane.real@x)'), {
    code: '23514',
    detail: 'jane.real@x',
    where: 'jane.real@x',
    schema: 's',
    table: 't',
    constraint: 'k',
  });
  const told = toSqlFailed(error, 'd', 'Rewriting');
  expect(told.code).toBe('SqlFailed');
  expect(told.details).toMatchObject({ sqlState: '23514', schema: 's', table: 't', constraint: 'k' });
  expect(`${told.message}${JSON.stringify(told)}${told.stack ?? ''}`).not.toContain('jane');
});

test.each([
  ['text', 'b', 'S', true, 'text'],
  ['public.citext', 'b', 'S', false, 'text'],
  ['public.status', 'e', 'E', false, 'plain'],
  ['public.hstore', 'b', 'U', false, 'other'],
  ['public.pair', 'c', 'C', false, 'other'],
  ['timestamp with time zone', 'b', 'D', true, 'date'],
] as const)('the type %s has its family', (type, kind, category, inCatalog, family) => {
  expect(familyOf(type, kind, category, inCatalog)).toBe(family);
});
