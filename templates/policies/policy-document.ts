/** Condition operators, their keys and the values that each must have one of. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** One permission, with the reason for it; what a reviewer reads. */
export interface PolicyRule {
  /** Unique in its policy, and the same in every region. */
  readonly sid: string;
  /** Why it is there, as one line for people. */
  readonly why: string;
  readonly effect?: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  /** ARN patterns; `*` only where AWS knows no narrower one. */
  readonly resources?: readonly string[];
  /** ARNs; only in policies of keys and roles. */
  readonly principals?: readonly string[];
  readonly conditions?: Conditions;
  /** Set when the rule is repeated for each region; it becomes part of the statement's id. */
  readonly region?: string;
}

/** A statement in the form that AWS takes. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: { readonly AWS: readonly string[] };
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: Conditions;
}

/** A policy in the form that AWS takes. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/** Renders rules as the document that AWS takes; the reasons stay behind. */
export function toDocument(rules: readonly PolicyRule[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: rules.map(toStatement) };
}

function toStatement({ sid, effect, actions, resources, principals, conditions, region }: PolicyRule): PolicyStatement {
  return {
    Sid: `${sid}${region === undefined ? '' : inSid(region)}`,
    Effect: effect ?? 'Allow',
    ...(principals === undefined ? {} : { Principal: { AWS: principals } }),
    Action: actions,
    ...(resources === undefined ? {} : { Resource: resources }),
    ...(conditions === undefined ? {} : { Condition: conditions }),
  };
}

/** AWS takes letters and digits only: `us-east-1` becomes `UsEast1`. */
function inSid(region: string): string {
  return region
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}
