import type { Caller } from '../gateway/contract.js';

/** One statement of a policy document, as JSON gives it. */
export interface PolicyStatement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Condition?: unknown;
}

/** What a resource's policy says about a call: AWS's three possible outcomes. */
export type PolicyDecision = 'allow' | 'explicit deny' | 'no statement';

/** A call, as a policy sees it. */
export interface PolicyQuestion {
  readonly caller: Caller;
  /** `kms:Decrypt`. */
  readonly action: string;
  /** Condition keys that have a value for this call, such as `kms:ViaService`. */
  readonly context?: Readonly<Record<string, string>>;
}

/** Returns the statements of a policy document, or `undefined` when the text is not one. */
export function parsePolicy(text: string): readonly PolicyStatement[] | undefined {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document !== 'object' || document === null || !('Statement' in document)) return undefined;
    const statements: unknown[] = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
    return statements.every(isStatement) ? statements : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Decides by a resource's policy (a key policy, a role's trust policy) whether it lets a caller act. An account's root
 * as principal stands for everybody in the account. A condition that cannot be evaluated is not met.
 */
export function decideByPolicy(statements: readonly PolicyStatement[], question: PolicyQuestion): PolicyDecision {
  const applying = statements.filter((statement) => applies(statement, question));
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'explicit deny';
  return applying.some(({ Effect }) => Effect === 'Allow') ? 'allow' : 'no statement';
}

function isStatement(value: unknown): value is PolicyStatement {
  if (typeof value !== 'object' || value === null || !('Effect' in value)) return false;
  return value.Effect === 'Allow' || value.Effect === 'Deny';
}

function applies({ Principal, Action, Condition }: PolicyStatement, question: PolicyQuestion): boolean {
  return (
    principalsOf(Principal).some((principal) => isPrincipal(principal, question.caller)) &&
    texts(Action).some((pattern) => like(pattern.toLowerCase(), question.action.toLowerCase())) &&
    conditionsMet(Condition, { 'aws:PrincipalArn': roleOrUserArn(question.caller), ...question.context })
  );
}

function principalsOf(principal: unknown): readonly string[] {
  if (typeof principal === 'string') return [principal];
  if (typeof principal !== 'object' || principal === null || !('AWS' in principal)) return [];
  return texts(principal.AWS);
}

function isPrincipal(principal: string, caller: Caller): boolean {
  if (principal === '*' || principal === caller.accountId || principal === caller.arn) return true;
  if (principal === `arn:aws:iam::${caller.accountId}:root`) return true;
  const role = /^arn:aws:iam::(\d{12}):role\/(?:.+\/)?([^/]+)$/.exec(principal);
  return role !== null && role[1] === caller.accountId && role[2] === caller.roleName;
}

function roleOrUserArn(caller: Caller): string {
  return caller.roleName === undefined ? caller.arn : `arn:aws:iam::${caller.accountId}:role/${caller.roleName}`;
}

type Operator = (actual: string | undefined, wanted: readonly string[]) => boolean;

const operators: Readonly<Record<string, Operator>> = {
  StringEquals: (actual, wanted) => actual !== undefined && wanted.includes(actual),
  StringNotEquals: (actual, wanted) => actual === undefined || !wanted.includes(actual),
  StringLike: (actual, wanted) => actual !== undefined && wanted.some((pattern) => like(pattern, actual)),
  ArnEquals: (actual, wanted) => actual !== undefined && wanted.some((pattern) => like(pattern, actual)),
  ArnLike: (actual, wanted) => actual !== undefined && wanted.some((pattern) => like(pattern, actual)),
  Bool: (actual, wanted) => actual !== undefined && wanted.includes(actual),
};

function conditionsMet(condition: unknown, context: Readonly<Record<string, string>>): boolean {
  if (condition === undefined) return true;
  if (typeof condition !== 'object' || condition === null) return false;
  return Object.entries(condition).every(([name, keys]: [string, unknown]) => {
    const optional = name.endsWith('IfExists');
    const operator = operators[name.replace(/IfExists$/, '')];
    if (operator === undefined || typeof keys !== 'object' || keys === null) return false;
    return Object.entries(keys).every(([key, wanted]: [string, unknown]) => {
      const actual = context[key];
      return (optional && actual === undefined) || operator(actual, texts(wanted));
    });
  });
}

function texts(value: unknown): readonly string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item) => typeof item === 'string' || typeof item === 'boolean').map(String);
}

function like(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 's').test(text);
}
