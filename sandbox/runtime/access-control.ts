import { randomUUID } from 'node:crypto';
import type { AccessKeys } from '../gateway/access-keys.js';
import type { AwsCall, Service } from '../gateway/contract.js';
import { isMutating } from '../gateway/is-mutating.js';
import type { Moto } from '../gateway/moto.js';
import { Authorizer } from '../iam/authorizer.js';
import { decidesByItself, Guard } from '../iam/guard.js';
import { Identities } from '../iam/identities.js';
import { parsePolicy, type Policy } from '../iam/policy.js';
import { iamNeeds } from '../iam/requests/iam.js';
import { budgetsNeeds } from '../iam/requests/budgets.js';
import { identityCenterNeeds, identityStoreNeeds } from '../iam/requests/identity-center.js';
import type { Needs } from '../iam/requests/needs.js';
import { organizationsNeeds } from '../iam/requests/organizations.js';
import { rdsNeeds, type TagReader } from '../iam/requests/rds.js';
import { route53Needs } from '../iam/requests/route53.js';
import { s3Needs } from '../iam/requests/s3.js';
import { secretsManagerNeeds } from '../iam/requests/secrets-manager.js';
import { Buckets } from '../services/buckets.js';
import type { KmsService } from '../services/kms.js';
import type { Organization } from '../services/organizations/organization.js';

/** What access control is made of. */
export interface AccessControlOptions {
  readonly moto: Moto;
  readonly accessKeys: AccessKeys;
  readonly organization: Organization;
  /** Told what could not be decided. */
  readonly log: (words: string) => void;
}

/** Who may do what in the sandbox: identities, policies, and the guard in front of the services. */
export class AccessControl {
  readonly identities: Identities;
  readonly authorizer: Authorizer;
  readonly buckets: Buckets;

  constructor(private readonly options: AccessControlOptions) {
    const { moto, accessKeys, organization, log } = options;
    this.identities = new Identities(moto);
    this.buckets = new Buckets(moto);
    const controlPolicies = controlPoliciesOf(organization);
    this.authorizer = new Authorizer({
      identities: this.identities,
      accessKeys,
      controlPolicies,
      organizationOf: (accountId) => organization.idFor(accountId),
      log,
    });
  }

  /** The guard, for services that are made with the authorizer themselves. */
  guard(kms: KmsService, rds: Service): Guard {
    const { moto } = this.options;
    const s3 = s3Needs({
      sideOf: (bucket, account) => this.buckets.sideOf(bucket, account),
      keyOf: (bucket, key, account) => this.buckets.keyOf(bucket, key, account),
      keyRequest: (call, key, action) => kms.forObject(call, key, action),
    });
    const needs: Readonly<Record<string, Needs>> = {
      sts: decidesByItself,
      kms: decidesByItself,
      rds: rdsNeeds(rdsTags(rds)),
      s3,
      budgets: budgetsNeeds,
      iam: iamNeeds(this.identities),
      identitystore: identityStoreNeeds,
      sso: identityCenterNeeds,
      organizations: organizationsNeeds(this.options.organization.forPolicies()),
      route53: route53Needs,
      secretsmanager: secretsManagerNeeds(moto),
    };
    return new Guard(this.authorizer, new Map(Object.entries(needs)));
  }

  /** Takes note of a call that moto has carried out, so that what it changed counts from the next call on. */
  noteDone(call: AwsCall): void {
    if (call.service === 'iam' && isMutating(call.action)) this.identities.forget(call.caller.accountId);
    if (call.service === 's3') this.buckets.noteDone(call);
  }
}

/** Parses each version of a service control policy once. */
function controlPoliciesOf(organization: Organization): (accountId: string) => readonly (readonly Policy[])[] {
  const parsed = new Map<string, Policy>();
  const parse = (content: string): Policy => {
    // What cannot be read allows nothing.
    const policy = parsed.get(content) ?? parsePolicy(content) ?? [];
    parsed.set(content, policy);
    return policy;
  };
  return (accountId) =>
    organization.controlPoliciesOver(accountId).map((level) => level.map(({ content }) => parse(content)));
}

function rdsTags(rds: Service): TagReader {
  return async (arn) => {
    const [, , , region = '', accountId = ''] = arn.split(':');
    const caller = { accountId, arn: `arn:aws:iam::${accountId}:root`, accessKeyId: '' };
    const call = { requestId: randomUUID(), service: 'rds', region, caller, parameters: { ResourceName: arn } };
    const { TagList } = await rds.handle({ ...call, action: 'ListTagsForResource' }).catch(() => ({ TagList: [] }));
    const tags = TagList as readonly { Key: string; Value: string }[];
    return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
  };
}
