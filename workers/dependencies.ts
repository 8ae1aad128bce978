import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Client } from '@temporalio/client';
import { createAwsAccess } from '../activities/aws/access.js';
import type { BaseIdentity } from '../activities/aws/sessions.js';
import type { ActivityDependencies } from '../activities/dependencies.js';
import { createSqlConnector } from '../activities/sql/connector.js';
import { createObjectStore } from '../activities/state/object-store.js';
import { hookSearchPath } from '../config/ambient-aws.js';
import { requireFleet } from '../config/require-fleet.js';
import type { Settings } from '../config/settings.js';
import { BacklotError } from '../domain/errors.js';
import type { Organization } from '../domain/fleet/organization.js';

const connectTimeoutMs = 10_000;

const baseCredentialsSchema = z.object({
  accountId: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  sessionToken: z.string().optional(),
});

/** Builds what the activities of one worker process work with. */
export async function createDependencies(
  fleetDirectory: string,
  organization: Organization,
  settings: Settings,
  temporal: Client,
): Promise<ActivityDependencies> {
  const aws = createAwsAccess({
    base: await baseIdentity(organization, settings),
    ...(settings.awsEndpoint === undefined ? {} : { endpoint: settings.awsEndpoint }),
    sourceGuard: {
      cleanroomAccount: organization.cleanroom.account,
      temporaryInstances: organization.production.temporaryInstances === 'allowed',
    },
  });
  const certificateAuthority =
    settings.databaseCaFile === undefined ? undefined : await readFile(settings.databaseCaFile, 'utf8');
  return {
    aws,
    temporal,
    objects: createObjectStore(aws.state(organization.state.region), organization.state),
    sql: createSqlConnector({
      dnsServers: settings.dnsServers,
      sourceAddresses: settings.sourceAddresses,
      connectTimeoutMs,
      ...(certificateAuthority === undefined ? {} : { certificateAuthority }),
    }),
    readFleet: () => requireFleet(fleetDirectory),
    timings: settings.timings,
    hooks: { directory: fleetDirectory, path: hookSearchPath() },
  };
}

/** Reads the worker's own identity; there is no search for one, because what is found could be anybody's. */
async function baseIdentity(organization: Organization, settings: Settings): Promise<BaseIdentity> {
  const file = settings.baseCredentialsFile;
  if (file === undefined) {
    throw new BacklotError(
      'InvalidInput',
      'The worker has no identity: BACKLOT_BASE_CREDENTIALS_FILE is not set. ' +
        'Name the file with the credentials of the builder account.',
    );
  }
  const read = async () => {
    const parsed = baseCredentialsSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (parsed.success && parsed.data.accountId === organization.builder.account) return parsed.data;
    throw new BacklotError(
      'InvalidInput',
      `The file in BACKLOT_BASE_CREDENTIALS_FILE does not hold credentials of builder account ` +
        `${organization.builder.account}. It needs accountId, accessKeyId and secretAccessKey.`,
    );
  };
  await read();
  return {
    account: organization.builder.account,
    region: organization.state.region,
    // Read again on every use of the provider, so that a rotated file is picked up without a restart.
    credentials: async () => {
      const { accessKeyId, secretAccessKey, sessionToken } = await read();
      return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
    },
  };
}
