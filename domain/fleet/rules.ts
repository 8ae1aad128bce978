import { z } from 'zod';
import { isSqlName, parseJsonPath } from './rule-names.js';

/**
 * The scrub rule language: what happens to every logical database, table and column. Plain data, no transforms, so that
 * a parsed file is the same JSON value that was written and its digest is stable.
 *
 * Names are written as in SQL: `schema.table`, `column`; parts that hold a dot or a capital letter may be quoted
 * (`public."Order.Items"`), but capitals alone do not need quotes: names are compared as they are stored.
 */

const identity = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'an identity is a lower-case word such as "customer"')
  .describe('Values of the same kind and identity get the same pseudonym everywhere. Default: the name of the kind.');

const shortKinds = [
  'keep',
  'null',
  'email',
  'name',
  'phone',
  'uuid',
  'hash',
  'text',
  'credential',
  'url',
  'date',
  'digits',
  'inet',
  'bytea',
] as const;

const scalarRules = [
  z.strictObject({
    kind: z.literal('keep'),
    accept: z
      .string()
      .min(10)
      .optional()
      .describe('Why a column of a type that cannot be searched (bytea, tsvector, xml …) may be kept.'),
  }),
  z.strictObject({ kind: z.literal('null') }),
  z.strictObject({
    kind: z.literal('fixed'),
    value: z.union([z.string(), z.number(), z.boolean()]).describe('The constant, in the text form of the type.'),
  }),
  z.strictObject({ kind: z.literal('email'), identity: identity.optional() }),
  z.strictObject({
    kind: z.literal('name'),
    part: z.enum(['full', 'given', 'family']).optional(),
    identity: identity.optional(),
  }),
  z.strictObject({
    kind: z.literal('phone'),
    digits: z.int().min(8).max(18).optional().describe('Digits after +999. Default 12; more where it is unique.'),
    identity: identity.optional(),
  }),
  z.strictObject({ kind: z.literal('uuid'), identity: identity.optional() }),
  z.strictObject({
    kind: z.literal('hash'),
    length: z.int().min(8).max(64).optional().describe('Hexadecimal digits. Default 32.'),
    prefix: z
      .string()
      .regex(/^[A-Za-z0-9_-]{0,16}$/, 'letters, digits, _ and -, at most 16')
      .optional(),
    identity: identity.optional(),
  }),
  z.strictObject({ kind: z.literal('text') }),
  z.strictObject({
    kind: z.literal('credential'),
    distinct: z.boolean().optional().describe('Adds a keyed hash: for columns that are unique.'),
  }),
  z.strictObject({ kind: z.literal('url') }),
  z.strictObject({
    kind: z.literal('date'),
    to: z.enum(['year', 'month', 'day']).optional().describe('Truncates. Default: year.'),
    shift: z.int().min(1).max(3650).optional().describe('Shifts each value by up to so many days, keyed, instead.'),
  }),
  z.strictObject({
    kind: z.literal('digits'),
    format: z
      .string()
      .regex(/^(?=.*#)[0-9#+ ()/.-]{1,64}$/, 'digits, # for a pseudonymous digit, and punctuation')
      .optional()
      .describe('A reserved form such as "9########". Default: a 0 followed by as many digits as there were.'),
    identity: identity.optional(),
  }),
  z.strictObject({
    kind: z.literal('round'),
    to: z.number().positive().describe('Rounds numbers down to a multiple of this.'),
  }),
  z.strictObject({ kind: z.literal('inet') }),
  z.strictObject({ kind: z.literal('bytea') }),
] as const;

const short = z.union([z.enum(shortKinds), z.null()]);

/** What may stand at one path of a JSON document. `drop` removes the key with everything below it. */
export const jsonPathRuleSchema = z.union([
  short,
  z.literal('drop'),
  z.discriminatedUnion('kind', [...scalarRules, z.strictObject({ kind: z.literal('drop') })]),
]);

/** What may stand for one column. */
export const columnRuleSchema = z.union([
  short,
  z.literal('generated'),
  z.discriminatedUnion('kind', [
    ...scalarRules,
    z.strictObject({ kind: z.literal('generated') }).describe('A stored generated column: recomputed.'),
    z.strictObject({
      kind: z.literal('json'),
      paths: z
        .record(z.string(), jsonPathRuleSchema)
        .describe(
          'Every path that occurs: `a.b`, `list[]`, `list[].a`, `"odd.key".a`, `map.*` (keys hashed), `$` (root).',
        ),
    }),
    z.strictObject({
      kind: z.literal('tsvector'),
      from: z.array(z.string()).min(1).describe('Columns whose scrubbed text is indexed.'),
      config: z
        .string()
        .regex(/^[a-z_]+$/)
        .optional()
        .describe('A text search configuration of pg_catalog. Default: simple.'),
    }),
  ]),
]);

const column = z.string().min(1);

/** What may stand for one table: a word for the whole table, or a rule for every column. */
export const tableRuleSchema = z.union([
  z.enum(['queue', 'truncate']).describe('Emptied. `queue`: its rows would make somebody act (mails, jobs, webhooks).'),
  z.strictObject({
    keep: z.array(column).optional().describe('Columns that are left as they are.'),
    columns: z.record(column, columnRuleSchema).optional(),
  }),
]);

/** What may stand for one logical database. */
export const databaseRuleSchema = z.union([
  z.literal('empty').describe('The run stops if it holds any object of a user.'),
  z.strictObject({
    tables: z.record(z.string(), tableRuleSchema),
    largeObjects: z.enum(['refuse', 'unlink']).optional().describe('Default: refuse.'),
    comments: z.enum(['reset', 'keep']).optional().describe('Default: reset.'),
    foreignServers: z.enum(['refuse', 'drop']).optional().describe('Default: refuse.'),
  }),
]);

/** The `scrub:` section of a database file. */
export const scrubRulesSchema = z
  .strictObject({
    databases: z.record(z.string().min(1), databaseRuleSchema),
  })
  .superRefine((rules, context) => {
    for (const [database, rule] of Object.entries(rules.databases)) {
      if (rule === 'empty') continue;
      for (const [table, tableRule] of Object.entries(rule.tables)) {
        const path = ['databases', database, 'tables', table];
        if (!isSqlName(table, 2)) {
          context.addIssue({ code: 'custom', path, message: 'a table is named as schema.table' });
        }
        if (typeof tableRule === 'string') continue;
        for (const twice of doubled(tableRule)) {
          context.addIssue({ code: 'custom', path, message: `column ${twice} is named twice` });
        }
        for (const [name, columnRule] of Object.entries(tableRule.columns ?? {})) {
          for (const problem of jsonPathProblems(columnRule)) {
            context.addIssue({ code: 'custom', path: [...path, 'columns', name, 'paths'], message: problem });
          }
        }
      }
    }
  });

export type ColumnRule = z.infer<typeof columnRuleSchema>;
export type JsonPathRule = z.infer<typeof jsonPathRuleSchema>;
export type TableRule = z.infer<typeof tableRuleSchema>;
export type DatabaseRule = z.infer<typeof databaseRuleSchema>;
export type ScrubRules = z.infer<typeof scrubRulesSchema>;

function doubled(rule: Exclude<TableRule, string>): string[] {
  const seen = new Set(Object.keys(rule.columns ?? {}));
  return (rule.keep ?? []).filter((name) => seen.size === seen.add(name).size);
}

function jsonPathProblems(rule: ColumnRule): string[] {
  if (rule === null || typeof rule === 'string' || rule.kind !== 'json') return [];
  return Object.keys(rule.paths)
    .filter((path) => parseJsonPath(path) === undefined)
    .map((path) => `"${path}" is not a JSON path such as a.b or list[].a`);
}
