import { readFile } from 'node:fs/promises';
import type { Client } from '@temporalio/client';
import { createAwsAccess } from '../activities/aws/access.js';
import type { SourceGuard } from '../activities/aws/source-guard.js';
import type { ActivityDependencies } from '../activities/dependencies.js';
import { createSqlConnector } from '../activities/sql/connector.js';
import { createObjectStore } from '../activities/state/object-store.js';
import { hookSearchPath } from '../config/ambient-aws.js';
import { requireBlueprints, requireFleet } from '../config/require-fleet.js';
import type { Settings } from '../config/settings.js';
import type { Organization } from '../domain/fleet/organization.js';
import { accountSettings } from './account-settings.js';
import { baseIdentity } from './base-identity.js';
import { terraformSettings } from './terraform-settings.js';

const connectTimeoutMs = 10_000;

/** Builds what activities need of AWS, and nothing of Temporal. */
export async function createAwsDependencies(
  organization: Organization,
  settings: Settings,
): Promise<Pick<ActivityDependencies, 'aws' | 'timings' | 'limits' | 'accounts' | 'terraform'>> {
  const base = await baseIdentity(organization, settings);
  return {
    aws: createAwsAccess({
      base,
      ...(settings.awsEndpoint === undefined ? {} : { endpoint: settings.awsEndpoint }),
      sourceGuard: sourceGuardOf(organization),
    }),
    timings: settings.timings,
    limits: {
      snapshotCopiesPerRegion: organization.limits.snapshotCopiesPerRegion,
      productionAccount: organization.production.account,
    },
    accounts: accountSettings(organization, settings),
    terraform: terraformSettings(organization, settings, base),
  };
}

/** What law 1 allows in production, whoever calls. */
export function sourceGuardOf({ production, cleanroom }: Organization): SourceGuard {
  return {
    productionAccount: production.account,
    cleanroomAccount: cleanroom.account,
    temporaryInstances: production.temporaryInstances === 'allowed',
  };
}

/** Builds what the activities of one worker process work with. */
export async function createDependencies(
  fleetDirectory: string,
  organization: Organization,
  settings: Settings,
  temporal: Client,
): Promise<ActivityDependencies> {
  const needed = await createAwsDependencies(organization, settings);
  const certificateAuthority =
    settings.databaseCaFile === undefined ? undefined : await readFile(settings.databaseCaFile, 'utf8');
  return {
    ...needed,
    temporal,
    objects: createObjectStore(needed.aws.state(organization.state.region), organization.state),
    sql: createSqlConnector({
      dnsServers: settings.dnsServers,
      sourceAddresses: settings.sourceAddresses,
      connectTimeoutMs,
      ...(certificateAuthority === undefined ? {} : { certificateAuthority }),
    }),
    readFleet: () => requireFleet(fleetDirectory),
    readStacks: () => requireBlueprints(fleetDirectory),
    hooks: { directory: fleetDirectory, path: hookSearchPath() },
  };
}
