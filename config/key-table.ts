import { jsonSchemaOf, type FileKind } from './json-schema.js';

/** One key of a fleet file, as the reference lists it. */
export interface KeyRow {
  /** `databases.cutover.ttl`, `regions.<name>.cidr`, `hooks.preDeploy[].run`. */
  readonly key: string;
  readonly form: string;
  /** The default, `required`, or nothing for what may be left out. */
  readonly otherwise: string;
  readonly meaning: string;
}

/** The part of JSON Schema that the schemas of fleet files use. */
interface Schema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/**
 * Lists every key of a kind of file, in the order of its schema: one table for each form that the file can have. Scrub
 * rules have a reference of their own.
 */
export function keyTables(kind: FileKind): KeyRow[][] {
  const schema = jsonSchemaOf(kind, 'inline') as Schema;
  return (schema.anyOf ?? [schema]).map((form) => rowsOf(form, ''));
}

/** Writes a table of keys as Markdown. */
export function renderKeyTable(rows: readonly KeyRow[]): string {
  const lines = rows.map(({ key, form, otherwise, meaning }) => `| \`${key}\` | ${form} | ${otherwise} | ${meaning} |`);
  return ['| key | value | default | meaning |', '| --- | --- | --- | --- |', ...lines].join('\n');
}

function rowsOf(schema: Schema, prefix: string): KeyRow[] {
  const required = schema.required ?? [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const key = prefix + name;
    const row = { key, form: formOf(member), otherwise: otherwiseOf(member, required.includes(name)) };
    return [{ ...row, meaning: escape(member.description ?? '') }, ...(key === 'scrub' ? [] : rowsBelow(member, key))];
  });
}

function rowsBelow(schema: Schema, key: string): KeyRow[] {
  const inner = [schema, ...(schema.anyOf ?? [])];
  return inner.flatMap((each) => [
    ...rowsOf(each, `${key}.`),
    ...(typeof each.additionalProperties === 'object' ? rowsBelow(each.additionalProperties, `${key}.<name>`) : []),
    ...(each.items ? rowsBelow(each.items, `${key}[]`) : []),
  ]);
}

function formOf(schema: Schema): string {
  if (schema.title !== undefined) return escape(schema.title);
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(', ');
  if (schema.anyOf) return schema.anyOf.map(formOf).join(', or ');
  if (schema.type === 'array') return `a list: ${schema.items ? formOf(schema.items) : 'anything'}`;
  if (schema.type === 'object') return 'a mapping';
  if (schema.type === 'boolean') return '`true`, `false`';
  if (schema.type === 'integer' || schema.type === 'number') return `${schema.minimum ?? ''}–${schema.maximum ?? ''}`;
  return schema.type === 'string' ? 'a text' : 'anything';
}

function otherwiseOf(schema: Schema, required: boolean): string {
  if (required) return '*required*';
  const isEmpty = schema.default === undefined || JSON.stringify(schema.default) === '{}';
  return isEmpty ? '' : code(schema.default);
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function escape(text: string): string {
  return text.replaceAll('|', '\\|');
}
