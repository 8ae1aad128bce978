import type { Conditions, PolicyDocument, PolicyStatement } from '../../../templates/policies/policy-document.js';

/** A call as AWS asks policies about it. */
export interface PolicyQuestion {
  readonly action: string;
  /** Every resource that the call touches must be allowed. */
  readonly resources: readonly string[];
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** ARN of who calls; only policies of keys and roles ask. */
  readonly principal?: string;
}

/** Decides as AWS does: an explicit deny wins, and what no statement allows is refused. */
export function isAllowed({ Statement }: PolicyDocument, question: PolicyQuestion): boolean {
  return question.resources.every((resource) => {
    const applying = Statement.filter((statement) => applies(statement, question, resource));
    return applying.length > 0 && applying.every(({ Effect }) => Effect === 'Allow');
  });
}

function applies(statement: PolicyStatement, { action, context = {}, principal }: PolicyQuestion, resource: string) {
  return (
    statement.Action.some((pattern) => like(pattern.toLowerCase(), action.toLowerCase())) &&
    (statement.Resource ?? ['*']).some((pattern) => like(pattern, resource)) &&
    (statement.Principal?.AWS ?? ['*']).some((one) => isPrincipal(one, principal)) &&
    conditionsMet(statement.Condition ?? {}, {
      ...context,
      ...(principal === undefined ? {} : { 'aws:PrincipalArn': principal }),
    })
  );
}

function isPrincipal(named: string, actual: string | undefined): boolean {
  if (named === '*' || named === actual) return true;
  // The root of an account stands for everybody in it.
  return named.endsWith(':root') && actual?.split(':')[4] === named.split(':')[4];
}

type Test = (actual: readonly string[] | undefined, wanted: readonly string[]) => boolean;

const one =
  (match: (wanted: string, actual: string) => boolean): Test =>
  (actual, wanted) =>
    actual?.length === 1 && wanted.some((each) => match(each, actual[0] ?? ''));
const all =
  (match: (wanted: string, actual: string) => boolean): Test =>
  (actual, wanted) =>
    (actual ?? []).every((value) => wanted.some((each) => match(each, value)));
const equal = (wanted: string, actual: string): boolean => wanted === actual;

const operators: Readonly<Record<string, Test>> = {
  StringEquals: one(equal),
  StringLike: one(like),
  ArnEquals: one(like),
  ArnLike: one(like),
  Bool: one(equal),
  Null: (actual, wanted) => wanted.includes(String(actual === undefined)),
  'ForAllValues:StringEquals': all(equal),
  'ForAllValues:StringLike': all(like),
  'ForAnyValue:StringEquals': (actual, wanted) => (actual ?? []).some((value) => wanted.includes(value)),
};

function conditionsMet(conditions: Conditions, context: Readonly<Record<string, string | readonly string[]>>): boolean {
  return Object.entries(conditions).every(([name, keys]) => {
    const test = operators[name];
    if (test === undefined) throw new Error(`The evaluator does not know the operator ${name}.`);
    return Object.entries(keys).every(([key, wanted]) => test(list(context[key]), filled(list(wanted) ?? [], context)));
  });
}

/** Puts the call's values in the place of variables; a variable without one is met by nothing. */
function filled(wanted: readonly string[], context: Readonly<Record<string, string | readonly string[]>>): string[] {
  return wanted.map((pattern) =>
    pattern.replaceAll(/\$\{([^}]+)\}/g, (variable, key: string) => list(context[key])?.[0] ?? variable),
  );
}

function list(value: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof value === 'string' ? [value] : value;
}

function like(pattern: string, text: string): boolean {
  const escaped = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 's').test(text);
}
