import type { ColumnRule, JsonPathRule } from '../domain/fleet/rules.js';

type LongForm<R> = Exclude<R, string | null>;

/** A column rule in its long form. */
export type NormalRule = LongForm<ColumnRule>;

/** A rule for one value: what may stand at a JSON path as well as for a column. */
export type ScalarRule = Extract<LongForm<JsonPathRule>, { kind: string }>;

/** Brings a rule into its long form: `email` and `{ kind: email }` mean the same, and so do `null` and YAML's empty value. */
export function normalRule(rule: ColumnRule): NormalRule {
  if (rule === null) return { kind: 'null' };
  return typeof rule === 'string' ? { kind: rule } : rule;
}

/** As `normalRule`, for what stands at a JSON path. */
export function normalPathRule(rule: JsonPathRule): ScalarRule {
  if (rule === null) return { kind: 'null' };
  return typeof rule === 'string' ? { kind: rule } : rule;
}
