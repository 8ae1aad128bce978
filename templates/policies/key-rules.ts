import { roleArn } from './arns.js';
import { allOf } from './conditions.js';
import type { PolicyRule } from './policy-document.js';
import type { PolicyScope } from './policy-scope.js';
import { copyingUses, forAwsOnly, readingUses, viaRds } from './through-rds.js';

/** In a key's policy `*` stands for the key itself. */
const thisKey = ['*'];

/** The share key's policy: production's source role writes under it, the clean room's scrubber reads, both through RDS. */
export function shareKeyRules({ production, cleanroom }: PolicyScope, region: string): PolicyRule[] {
  return [
    administration(production.id),
    ...useThroughRds(
      'WriteCopies',
      'the source role copies under it',
      asRoles([role(production.id, 'BacklotSource')]),
      copyingUses,
      [region],
    ),
    ...useThroughRds(
      'ReadCopies',
      'the clean room’s scrubber, and nobody else of any account, reads shared copies; in this region only',
      asRoles([role(cleanroom.id, 'BacklotScrub')]),
      readingUses,
      [region],
    ),
  ];
}

/** The raw key's policy: nobody outside the clean room, and inside only through RDS. */
export function rawKeyRules({ cleanroom }: PolicyScope, region: string): PolicyRule[] {
  return [
    administration(cleanroom.id),
    ...useThroughRds(
      'WorkOnRaw',
      'raw copies and quarantined instances are under it',
      asRoles([role(cleanroom.id, 'BacklotScrub')]),
      copyingUses,
      [region],
    ),
    ...useThroughRds(
      'ReadVerified',
      'the publisher copies the verified snapshot, which is still under this key',
      asRoles([role(cleanroom.id, 'BacklotPublish')]),
      readingUses,
      [region],
    ),
  ];
}

/**
 * The image key's policy: the publisher writes verified copies under it, environments read them. Where accounts are made,
 * nobody knows their numbers yet; there the organisation is what they have in common.
 */
export function imageKeyRules({ cleanroom, environments, factory }: PolicyScope, region: string): PolicyRule[] {
  const all = [...environments, ...(factory?.awaited ?? [])];
  const regions = [...new Set([region, ...all.flatMap((environment) => environment.regions)])];
  return [
    administration(cleanroom.id),
    ...useThroughRds(
      'WriteImages',
      'only the publisher puts anything under this key',
      asRoles([role(cleanroom.id, 'BacklotPublish')]),
      copyingUses,
      [region],
    ),
    ...(environments.length === 0
      ? []
      : useThroughRds(
          'ReadImages',
          'environments copy shared images to keys of their own, from their own regions',
          asRoles(environments.map(({ id }) => role(id, 'BacklotData'))),
          readingUses,
          regions,
        )),
    ...(factory === undefined
      ? []
      : useThroughRds(
          'ReadImagesInNewAccounts',
          'as do environments whose accounts are made later; an image is shared with each account by name all the same',
          ofOwnOrganization('BacklotData'),
          readingUses,
          regions,
        )),
  ];
}

/** The statement key's policy: the verifier signs, the publisher checks. */
export function statementKeyRules({ cleanroom }: PolicyScope): PolicyRule[] {
  const [verifier, publisher] = [role(cleanroom.id, 'BacklotVerify'), role(cleanroom.id, 'BacklotPublish')];
  return [
    administration(cleanroom.id),
    {
      sid: 'SignStatements',
      why: 'only the verifier signs',
      actions: ['kms:Sign'],
      resources: thisKey,
      ...asRoles([verifier]),
    },
    {
      sid: 'CheckStatements',
      why: 'whoever shares an image can check that its statement is genuine',
      actions: ['kms:Verify', 'kms:GetPublicKey', 'kms:DescribeKey'],
      resources: thisKey,
      ...asRoles([verifier, publisher]),
    },
  ];
}

/** The data key's policy in one environment: its own databases, through RDS. */
export function dataKeyRules({ id }: { readonly id: string }, region: string): PolicyRule[] {
  return [
    administration(id),
    ...useThroughRds(
      'WorkOnGenerations',
      'the environment’s copies and instances are under it',
      asRoles([role(id, 'BacklotData')]),
      copyingUses,
      [region],
    ),
  ];
}

/** The state key's policy: workers, through S3. */
export function stateKeyRules({ builder, cleanroom, environments, factory, state }: PolicyScope): PolicyRule[] {
  const workers = [
    builder.mainWorker,
    cleanroom.worker,
    builder.hookWorker,
    ...environments.map(({ worker }) => worker),
    ...(factory ? [factory.worker] : []),
  ];
  return [
    administration(builder.id),
    {
      sid: 'UseForState',
      why: 'S3 encrypts the state bucket’s objects under it for the workers',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: thisKey,
      principals: [root(builder.id)],
      conditions: {
        StringEquals: { 'kms:ViaService': `s3.${state.region}.amazonaws.com` },
        ArnEquals: { 'aws:PrincipalArn': [...new Set(workers)] },
      },
    },
    {
      sid: 'ReadForPlans',
      why: 'S3 decrypts Terraform’s states for whoever plans without changing anything',
      actions: ['kms:Decrypt'],
      resources: thisKey,
      principals: [root(builder.id)],
      conditions: {
        StringEquals: { 'kms:ViaService': `s3.${state.region}.amazonaws.com` },
        ArnEquals: { 'aws:PrincipalArn': [roleArn(builder.id, 'BacklotRead')] },
      },
    },
  ];
}

interface Role {
  readonly account: string;
  readonly arn: string;
}

function role(account: string, name: string): Role {
  return { account, arn: roleArn(account, name) };
}

/** Whom a rule of a key lets in. */
type LetIn = Required<Pick<PolicyRule, 'principals' | 'conditions'>>;

function useThroughRds(
  sid: string,
  why: string,
  { principals, conditions }: LetIn,
  uses: readonly string[],
  regions: readonly string[],
): PolicyRule[] {
  return [
    { sid, why, actions: uses, resources: thisKey, principals, conditions: allOf(viaRds(regions), conditions) },
    {
      sid: `${sid}Grants`,
      why: 'RDS gives itself a grant for later use; a grant for anybody else is refused',
      actions: ['kms:CreateGrant'],
      resources: thisKey,
      principals,
      conditions: allOf(viaRds(regions), forAwsOnly, conditions),
    },
  ];
}

/**
 * Lets in exactly some roles, which their own policies must let as well. Naming a role as the principal would have KMS
 * store the role's internal id, so that a role made anew under the same name would be locked out.
 */
function asRoles(roles: readonly Role[]): LetIn {
  return {
    principals: [...new Set(roles.map(({ account }) => root(account)))],
    conditions: { ArnEquals: { 'aws:PrincipalArn': roles.map(({ arn }) => arn) } },
  };
}

/** Lets in a role of that name in every account of the key's own organisation. */
function ofOwnOrganization(name: string): LetIn {
  return {
    principals: ['*'],
    conditions: {
      StringEquals: { 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' },
      ArnLike: { 'aws:PrincipalArn': roleArn('*', name) },
    },
  };
}

/** Administrators of the account keep the key alive. They are not let use it: what it protects is not theirs to read. */
function administration(account: string): PolicyRule {
  return {
    sid: 'Administration',
    why: 'the owner’s administrators keep and replace the key and this policy; using the key is not among it',
    actions: [
      ...['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:PutKeyPolicy', 'kms:UpdateKeyDescription'],
      ...['kms:CreateAlias', 'kms:UpdateAlias', 'kms:DeleteAlias', 'kms:TagResource', 'kms:UntagResource'],
      ...['kms:EnableKey', 'kms:DisableKey', 'kms:EnableKeyRotation', 'kms:DisableKeyRotation'],
      ...['kms:RevokeGrant', 'kms:ScheduleKeyDeletion', 'kms:CancelKeyDeletion'],
    ],
    resources: thisKey,
    principals: [root(account)],
  };
}

function root(account: string): string {
  return `arn:aws:iam::${account}:root`;
}
