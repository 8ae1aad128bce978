import { keyArns, roleArn } from './arns.js';
import { allOf } from './conditions.js';
import { tellMissing } from './shared-rules.js';
import { hasAlias } from './through-rds.js';
import type { PolicyRule } from './policy-document.js';
import type { EnvironmentScope, FactoryScope, PolicyScope } from './policy-scope.js';

/** What the identity of the workers of the queue `backlot` may do in the builder account. */
export function mainWorkerRules(scope: PolicyScope): PolicyRule[] {
  const { production, cleanroom, environments } = scope;
  return [
    assume([
      roleArn(production.id, 'BacklotSource'),
      roleArn(cleanroom.id, 'BacklotScrub'),
      roleArn(cleanroom.id, 'BacklotPublish'),
      ...environments.map(({ id }) => roleArn(id, 'BacklotData')),
      ...(scope.factory ? [roleArn(scope.factory.management.id, scope.factory.management.role)] : []),
    ]),
    ...assumeInNewAccounts(scope.factory, 'BacklotData'),
    ...stateRules(scope, {
      read: ['fleet/*', 'reports/*', 'deletions/*'],
      write: ['fleet/*', 'access/*', 'approvals/*', 'deletions/*'],
    }),
  ];
}

/** What the identity of the workers next to quarantined databases may do in the builder account. */
export function cleanroomWorkerRules(scope: PolicyScope): PolicyRule[] {
  const { id } = scope.cleanroom;
  return [
    assume([roleArn(id, 'BacklotScrub'), roleArn(id, 'BacklotVerify')]),
    ...stateRules(scope, { read: ['fleet/*', 'reports/*'], write: ['reports/*'] }),
  ];
}

/** What the identity of the worker in one environment's network may do in the builder account. */
export function dataWorkerRules(scope: PolicyScope, environment: EnvironmentScope): PolicyRule[] {
  return [assume([roleArn(environment.id, 'BacklotData')]), ...stateRules(scope, { read: ['fleet/*'], write: [] })];
}

/** What the worker of an environment that has no account yet may do: of all BacklotData only its own will trust it. */
export function awaitedWorkerRules(scope: PolicyScope, factory: FactoryScope): PolicyRule[] {
  return [...assumeInNewAccounts(factory, 'BacklotData'), ...stateRules(scope, { read: ['fleet/*'], write: [] })];
}

/** What the identity of the workers that run hooks may do in the builder account. The hooks themselves get none of it. */
export function hookWorkerRules(scope: PolicyScope): PolicyRule[] {
  return [
    assume(scope.environments.map(({ id }) => roleArn(id, 'BacklotData'))),
    ...assumeInNewAccounts(scope.factory, 'BacklotData'),
    ...stateRules(scope, { read: ['fleet/*'], write: ['hooks/*'] }),
  ];
}

/** What the identity of the workers that run Terraform may do in the builder account. */
export function terraformWorkerRules(scope: PolicyScope, factory: FactoryScope): PolicyRule[] {
  const { dns } = factory;
  return [
    assume([
      roleArn(dns.id, dns.role),
      ...scope.environments.flatMap(({ id }) => [roleArn(id, 'BacklotBootstrap'), roleArn(id, 'BacklotDeploy')]),
    ]),
    ...assumeInNewAccounts(factory, 'BacklotBootstrap', 'BacklotDeploy'),
    {
      sid: 'LookAround',
      why: 'drift is looked for by the role that can change nothing, in every account of the organisation',
      actions: ['sts:AssumeRole'],
      resources: [roleArn('*', 'BacklotRead')],
      conditions: { StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } },
    },
    ...stateRules(scope, { read: ['fleet/*', 'terraform/*'], write: ['terraform/*'] }),
    {
      sid: 'ReleaseLocks',
      why: 'Terraform’s lock is an object beside the state, deleted when it is done; a state itself is never deleted',
      actions: ['s3:DeleteObject'],
      resources: [`arn:aws:s3:::${scope.state.bucket}/terraform/*.tflock`],
    },
  ];
}

function assume(roles: readonly string[]): PolicyRule {
  return {
    sid: 'AssumeRoles',
    why: 'a worker does nothing in its own name but this; each role’s trust must agree',
    actions: ['sts:AssumeRole'],
    resources: roles,
  };
}

/**
 * Lets a worker enter accounts that are made after its policy was written. Three things keep that narrow: the account is
 * of the worker's own organisation, it is none of those that never become an environment's, and the role there trusts
 * this worker, which only the account's own stack of roles makes it do.
 */
export function assumeInNewAccounts(factory: FactoryScope | undefined, ...roles: readonly string[]): PolicyRule[] {
  if (factory === undefined) return [];
  return [
    {
      sid: 'AssumeRolesOfNewAccounts',
      why: 'an account that is made later has a number that nobody knows yet; it is of the same organisation',
      actions: ['sts:AssumeRole'],
      resources: roles.map((role) => roleArn('*', role)),
      conditions: { StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } },
    },
    {
      sid: 'NeverInProtectedAccounts',
      why: 'these accounts never become an environment’s, even if a role of that name came to be there',
      effect: 'Deny',
      actions: ['sts:AssumeRole'],
      resources: factory.protected.flatMap((id) => roles.map((role) => roleArn(id, role))),
    },
  ];
}

function stateRules({ builder, state }: PolicyScope, may: Record<'read' | 'write', readonly string[]>): PolicyRule[] {
  const bucket = `arn:aws:s3:::${state.bucket}`;
  const objects = (prefixes: readonly string[]) => prefixes.map((prefix) => `${bucket}/${prefix}`);
  return [
    {
      sid: 'ReadState',
      why: 'reads what this kind of worker needs of resolved fleets and reports',
      actions: ['s3:GetObject'],
      resources: objects(may.read),
    },
    ...(may.write.length === 0
      ? []
      : [
          {
            sid: 'WriteState',
            why: 'writes only its own part: a verification report can come from the clean room’s workers alone',
            actions: ['s3:PutObject'],
            resources: objects(may.write),
          },
        ]),
    tellMissing(bucket),
    {
      sid: 'UseStateKey',
      why: 'the bucket’s objects are encrypted under the state key, by S3 and only by asking it',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: keyArns({ id: builder.id, regions: [state.region] }),
      conditions: allOf(hasAlias(state.kmsKey), {
        StringEquals: { 'kms:ViaService': `s3.${state.region}.amazonaws.com` },
      }),
    },
  ];
}
