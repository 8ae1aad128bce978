import { isInBlock } from './ip-blocks.js';
import type { Condition } from './policy.js';
import type { RequestContext } from './request-context.js';
import { expandVariables, like } from './wildcards.js';

/** Whether a condition is met; `unknown` when the sandbox cannot tell what AWS would say. */
export type Met = 'met' | 'unmet' | 'unknown';

/** Compares one value of a call with one that the policy wants. */
type Comparison = (actual: string, wanted: string) => boolean;

/** An operator: met when any wanted value compares, or, negated, when none does. */
interface Operator {
  readonly compare: Comparison;
  readonly negated?: true;
}

const equal: Comparison = (actual, wanted) => actual === wanted;
const equalIgnoringCase: Comparison = (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase();
const matching: Comparison = (actual, wanted) => like(wanted, actual);

const operators: Readonly<Record<string, Operator>> = {
  StringEquals: { compare: equal },
  StringNotEquals: { compare: equal, negated: true },
  StringEqualsIgnoreCase: { compare: equalIgnoringCase },
  StringNotEqualsIgnoreCase: { compare: equalIgnoringCase, negated: true },
  StringLike: { compare: matching },
  StringNotLike: { compare: matching, negated: true },
  ArnEquals: { compare: matching },
  ArnNotEquals: { compare: matching, negated: true },
  ArnLike: { compare: matching },
  ArnNotLike: { compare: matching, negated: true },
  Bool: { compare: equalIgnoringCase },
  IpAddress: { compare: isInBlock },
  NotIpAddress: { compare: isInBlock, negated: true },
  ...ordered('Numeric', Number),
  ...ordered('Date', toTime),
};

/** Decides one condition of a statement. */
export function decideCondition({ operator, key, values }: Condition, context: RequestContext): Met {
  const { set, name, ifExists } = partsOf(operator);
  if (!context.isKnown(key)) return 'unknown';
  const actual = context.get(key);
  if (name === 'Null')
    return asMet(values.some((value) => (value.toLowerCase() === 'true') === (actual === undefined)));
  const known = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (known === undefined) return 'unknown';
  if (actual === undefined && ifExists) return 'met';
  const wanted = values.flatMap((value) => expandVariables(value, context) ?? []);
  const holds = (value: string): boolean =>
    wanted.some((each) => known.compare(value, each)) !== (known.negated ?? false);
  switch (set) {
    case 'ForAllValues':
      return asMet((actual ?? []).every(holds));
    case 'ForAnyValue':
      return asMet((actual ?? []).some(holds));
    case undefined: {
      if (actual === undefined) return asMet(known.negated ?? false);
      const [single, ...more] = actual;
      // AWS leaves open what an operator for one value says of several.
      return single === undefined || more.length > 0 ? 'unknown' : asMet(holds(single));
    }
  }
}

function partsOf(operator: string) {
  const [, set, name = operator, optional] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  return { set: set as 'ForAllValues' | 'ForAnyValue' | undefined, name, ifExists: optional !== undefined };
}

function ordered(kind: string, toNumber: (text: string) => number): Record<string, Operator> {
  const by = (test: (actual: number, wanted: number) => boolean): Comparison => {
    return (actual, wanted) => test(toNumber(actual), toNumber(wanted));
  };
  const equals = by((actual, wanted) => actual === wanted);
  return {
    [`${kind}Equals`]: { compare: equals },
    [`${kind}NotEquals`]: { compare: equals, negated: true },
    [`${kind}LessThan`]: { compare: by((actual, wanted) => actual < wanted) },
    [`${kind}LessThanEquals`]: { compare: by((actual, wanted) => actual <= wanted) },
    [`${kind}GreaterThan`]: { compare: by((actual, wanted) => actual > wanted) },
    [`${kind}GreaterThanEquals`]: { compare: by((actual, wanted) => actual >= wanted) },
  };
}

/** A time in ISO 8601 or in seconds since the epoch, as a number of milliseconds. */
function toTime(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function asMet(met: boolean): Met {
  return met ? 'met' : 'unmet';
}
