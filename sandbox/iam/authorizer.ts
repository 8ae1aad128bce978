import type { AccessKeys } from '../gateway/access-keys.js';
import type { Caller } from '../gateway/contract.js';
import { decideAccess, type CallerPolicies, type ResourceSide, type Verdict } from './decide-access.js';
import type { Identities, Identity } from './identities.js';
import type { Policy } from './policy.js';
import { RequestContext, type ContextValues } from './request-context.js';

/** One permission that a call needs. */
export interface AccessRequest {
  /** `rds:CopyDBSnapshot` */
  readonly action: string;
  /** An ARN, or `*` for an action that has none; `undefined` when the sandbox cannot tell what it is about. */
  readonly resource: string | undefined;
  /** The tags of the resource as it is now; `undefined` when the sandbox does not know them. */
  readonly resourceTags?: Readonly<Record<string, string>>;
  /** Further condition keys that have a value. */
  readonly context?: ContextValues;
  /** Set for resources that have policies of their own, or belong to another account. */
  readonly side?: ResourceSide;
}

/** The circumstances of a call. */
export interface Circumstances {
  readonly caller: Caller;
  readonly region: string;
  /** The caller's address. */
  readonly sourceIp?: string;
}

/** What the authorizer works with. */
export interface AuthorizerOptions {
  readonly identities: Identities;
  readonly accessKeys: AccessKeys;
  /** The service control policies over an account, by level. */
  readonly controlPolicies: (accountId: string) => readonly (readonly Policy[])[];
  /** The id of the organisation that an account is in; `undefined` for strangers. */
  readonly organizationOf: (accountId: string) => string | undefined;
  /** Told what could not be decided. */
  readonly log: (words: string) => void;
}

/** Decides by all policies that have a say whether a caller may do something. */
export class Authorizer {
  private readonly told = new Set<string>();

  constructor(private readonly options: AuthorizerOptions) {}

  async decide(circumstances: Circumstances, request: AccessRequest): Promise<Verdict> {
    const { caller } = circumstances;
    const identity = await this.options.identities.of(caller);
    const { principal } = identity;
    const { action, resource, side } = request;
    const owner = side?.accountId ?? accountOf(resource) ?? caller.accountId;
    const values = {
      ...callerKeys(circumstances, identity, this.options.accessKeys.find(caller.accessKeyId)?.userId),
      'aws:PrincipalOrgID': this.options.organizationOf(caller.accountId),
      'aws:ResourceAccount': owner,
      'aws:ResourceOrgID': this.options.organizationOf(owner),
      ...tagKeysOf('aws:ResourceTag', request.resourceTags),
      ...request.context,
    };
    const context = new RequestContext(values, request.resourceTags !== undefined);
    const question = { principal, action, resource, context, onUnknown: (words: string) => this.tell(words) };
    return decideAccess(question, this.policiesOf(caller, identity), side);
  }

  private policiesOf(caller: Caller, { policies, boundary }: Identity): CallerPolicies {
    const session = this.options.accessKeys.find(caller.accessKeyId)?.sessionPolicies;
    return {
      identity: policies,
      ...(boundary === undefined ? {} : { boundary }),
      ...(session === undefined ? {} : { session }),
      control: this.options.controlPolicies(caller.accountId),
    };
  }

  private tell(words: string): void {
    if (this.told.has(words)) return;
    this.told.add(words);
    this.options.log(words);
  }
}

/** Condition keys of tags: `aws:RequestTag/KEY` and the like. */
export function tagKeysOf(prefix: string, tags: Readonly<Record<string, string>> = {}): ContextValues {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]));
}

function callerKeys(
  { caller, region, sourceIp }: Circumstances,
  { principal, tags }: Identity,
  userId: string | undefined,
): ContextValues {
  const { accountId, arn, roleArn } = principal;
  const now = new Date();
  const kind = arn.endsWith(':root') ? 'Account' : caller.roleName === undefined ? 'User' : 'AssumedRole';
  return {
    'aws:PrincipalArn': roleArn ?? arn,
    'aws:PrincipalAccount': accountId,
    'aws:PrincipalType': kind,
    ...tagKeysOf('aws:PrincipalTag', tags),
    'aws:userid': userId,
    'aws:username': kind === 'User' ? arn.split('/').at(-1) : undefined,
    'aws:SourceIp': sourceIp,
    'aws:SecureTransport': 'false',
    'aws:ViaAWSService': 'false',
    'aws:CurrentTime': now.toISOString(),
    'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
    'aws:RequestedRegion': region,
  };
}

function accountOf(arn: string | undefined): string | undefined {
  return arn?.split(':')[4] || undefined;
}
