import { readFile } from 'node:fs/promises';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { z } from 'zod';
import { awsErrorName } from '../activities/aws/error-names.js';
import { credentialProvider, type BaseIdentity } from '../activities/aws/sessions.js';
import type { Settings } from '../config/settings.js';
import { BacklotError } from '../domain/errors.js';
import type { Organization } from '../domain/fleet/organization.js';

const baseCredentialsSchema = z.object({
  accountId: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  sessionToken: z.string().optional(),
});

/**
 * Reads the worker's own identity and asks AWS whose it is; there is no search for one, because what is found could be
 * anybody's.
 *
 * @throws {BacklotError} `InvalidInput` when there is none for the builder account; `GuardRefused` when AWS says that
 * it belongs to another account; `AccessDenied` when AWS says nothing.
 */
export async function baseIdentity(organization: Organization, settings: Settings): Promise<BaseIdentity> {
  const file = settings.baseCredentialsFile;
  if (file === undefined) {
    throw new BacklotError(
      'InvalidInput',
      'The worker has no identity: BACKLOT_BASE_CREDENTIALS_FILE is not set. ' +
        'Name the file with the credentials of the builder account.',
    );
  }
  const { account } = organization.builder;
  const read = async () => {
    const parsed = baseCredentialsSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (parsed.success && parsed.data.accountId === account) return parsed.data;
    throw new BacklotError(
      'InvalidInput',
      `The file in BACKLOT_BASE_CREDENTIALS_FILE does not hold credentials of builder account ${account}. ` +
        'It needs accountId, accessKeyId and secretAccessKey.',
    );
  };
  const identity = {
    account,
    region: organization.state.region,
    // Read again at every call, so that a rotated file is picked up without a restart.
    credentials: credentialProvider(async () => {
      const { accessKeyId, secretAccessKey, sessionToken } = await read();
      return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
    }),
  };
  await read();
  await requireOwnAccount(identity, settings.awsEndpoint);
  return identity;
}

/** The file only says whose the credentials are; nothing else is sent with them before AWS has said the same. */
async function requireOwnAccount({ account, region, credentials }: BaseIdentity, endpoint?: string): Promise<void> {
  const sts = new STSClient({ region, credentials, ...(endpoint === undefined ? {} : { endpoint }) });
  const { Account: actual } = await sts.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
    throw new BacklotError(
      'AccessDenied',
      `AWS did not tell whose the credentials in BACKLOT_BASE_CREDENTIALS_FILE are (${awsErrorName(error) ?? 'no answer'}), ` +
        'so no worker was started. Renew them, and check the way to AWS.',
    );
  });
  if (actual === account) return;
  throw new BacklotError(
    'GuardRefused',
    `The credentials in BACKLOT_BASE_CREDENTIALS_FILE belong to account ${actual ?? 'unknown'} and not to builder ` +
      `account ${account}, so no worker was started. Give the worker credentials of the builder account.`,
  );
}
