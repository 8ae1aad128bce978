import type { FleetContent } from '../../domain/fleet/fleet.js';
import type { Organization } from '../../domain/fleet/organization.js';
import { roleArn } from './arns.js';
import type { EnvironmentScope, PolicyScope } from './policy-scope.js';

/** The identity that a sandbox's single worker process has; it serves every queue. */
const sandboxWorker = 'user/backlot';

/** ARNs of the identities that an organisation's workers start from, by what they do. */
export function workerIdentities({ builder, sandbox }: Pick<Organization, 'builder' | 'sandbox'>) {
  const worker = (name: string): string =>
    sandbox ? `arn:aws:iam::${builder.account}:${sandboxWorker}` : roleArn(builder.account, name);
  return {
    main: worker('BacklotMainWorker'),
    hook: worker('BacklotHookWorker'),
    cleanroom: worker('BacklotCleanroomWorker'),
    terraform: worker('BacklotTerraformWorker'),
    /** An environment has an identity of its own; in a sandbox all are one. */
    data: (environment: string) => worker(`BacklotDataWorker-${environment}`),
  };
}

/** Reads from a fleet what its policies depend on. An environment without an account has no policies yet. */
export function policyScopeOf({ organization, accounts, databases, families }: FleetContent): PolicyScope {
  const { management, production, cleanroom, builder, dns, state, identityCenter } = organization;
  const workers = workerIdentities(organization);
  const sources = [
    ...Object.values(databases).map(({ source }) => ({ regions: [source.region], instance: source.instance })),
    ...Object.values(families).map(({ source, selector }) => ({
      regions: source.regions,
      instance: selector.name ?? '*',
    })),
  ];
  const cleanroomRegions = Object.keys(cleanroom.regions);
  return {
    production: {
      id: production.account,
      // The sweep looks for what was left in production wherever the clean room is.
      regions: distinct([...cleanroomRegions, ...sources.flatMap(({ regions }) => regions)]),
      sourceInstances: distinct(sources.map(({ instance }) => instance)),
      temporaryInstances: production.temporaryInstances === 'allowed',
    },
    cleanroom: { id: cleanroom.account, regions: cleanroomRegions, worker: workers.cleanroom },
    environments: Object.values(accounts).flatMap(({ account, accountId, regions, zone }): EnvironmentScope[] =>
      accountId === undefined
        ? []
        : [
            {
              name: account,
              id: accountId,
              regions: Object.keys(regions),
              zone: zone.name,
              worker: workers.data(account),
            },
          ],
    ),
    builder: {
      id: builder.account,
      mainWorker: workers.main,
      hookWorker: workers.hook,
    },
    factory: {
      worker: workers.terraform,
      protected: distinct([
        ...[management, builder, production, cleanroom, dns].map(({ account }) => account),
        ...organization.protectedAccounts,
      ]),
      awaited: Object.values(accounts).flatMap(({ account, accountId, regions }) =>
        accountId === undefined
          ? [{ name: account, regions: Object.keys(regions), worker: workers.data(account) }]
          : [],
      ),
      management: { id: management.account, role: management.role },
      dns: { id: dns.account, role: dns.role, parentZone: dns.parentZone },
      ...(identityCenter === undefined
        ? {}
        : {
            identityCenter: {
              instance: identityCenter.instance,
              identityStore: identityCenter.identityStore,
              permissionSets: Object.values(identityCenter.permissionSets).toSorted(),
            },
          }),
    },
    state: { bucket: state.bucket, region: state.region, kmsKey: state.kmsKey },
    readers: organization.readers,
  };
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].toSorted();
}
