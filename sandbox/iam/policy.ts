/** Names or patterns of a statement; a negated list means everything but them (`NotAction`, `NotResource` …). */
export interface Patterns {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

/** One comparison of a statement: all of them must be met. */
export interface Condition {
  /** As written: `ForAllValues:StringLike`, `BoolIfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** One statement of a policy, with every element in its list form. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Patterns;
  /** Absent in trust policies. */
  readonly resources?: Patterns;
  /** Present in policies of resources and roles. Only AWS principals are kept: nobody here calls as a service. */
  readonly principals?: Patterns;
  readonly conditions: readonly Condition[];
}

/** A policy, parsed. */
export type Policy = readonly Statement[];

/** The policy that allows everything, which the root of an account has by nature. */
export const everything: Policy = [
  {
    effect: 'Allow',
    actions: { negated: false, patterns: ['*'] },
    resources: { negated: false, patterns: ['*'] },
    conditions: [],
  },
];

/** Parses a policy document; `undefined` when it is malformed. */
export function parsePolicy(text: string): Policy | undefined {
  try {
    return toPolicy(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function toPolicy(document: unknown): Policy | undefined {
  if (!isObject(document) || document['Statement'] === undefined) return undefined;
  const given: unknown[] = Array.isArray(document['Statement']) ? document['Statement'] : [document['Statement']];
  const statements = given.map(toStatement);
  return statements.every((statement) => statement !== undefined) ? statements : undefined;
}

function toStatement(given: unknown): Statement | undefined {
  if (!isObject(given)) return undefined;
  const { Effect: effect } = given;
  if (effect !== 'Allow' && effect !== 'Deny') return undefined;
  const actions = patterns(given['Action'], given['NotAction']);
  if (actions === undefined) return undefined;
  const resources = patterns(given['Resource'], given['NotResource']);
  const principals = patterns(principalsOf(given['Principal']), principalsOf(given['NotPrincipal']));
  return {
    effect,
    actions,
    ...(resources === undefined ? {} : { resources }),
    ...(principals === undefined ? {} : { principals }),
    conditions: conditionsOf(given['Condition']),
  };
}

function patterns(plain: unknown, negated: unknown): Patterns | undefined {
  if (plain !== undefined) return { negated: false, patterns: texts(plain) };
  return negated === undefined ? undefined : { negated: true, patterns: texts(negated) };
}

function principalsOf(principal: unknown): unknown {
  return isObject(principal) ? (principal['AWS'] ?? []) : principal;
}

function conditionsOf(condition: unknown): Condition[] {
  if (!isObject(condition)) return [];
  return Object.entries(condition).flatMap(([operator, keys]) =>
    isObject(keys) ? Object.entries(keys).map(([key, values]) => ({ operator, key, values: texts(values) })) : [],
  );
}

function texts(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item) => ['string', 'boolean', 'number'].includes(typeof item)).map(String);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
