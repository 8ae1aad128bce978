import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { awsErrorName } from '../../activities/aws/error-names.js';
import { credentialProvider, type BaseIdentity } from '../../activities/aws/sessions.js';
import { ignoreAmbientEndpoints } from '../../config/ambient-aws.js';
import { BacklotError } from '../../domain/errors.js';
import { personalCredentials } from './personal-credentials.js';

/** Who sits at the terminal, as AWS knows them. */
export interface PersonalIdentity extends BaseIdentity {
  readonly arn: string;
}

/**
 * Asks AWS who sits at the terminal. Nothing else than that and the assumption of roles is ever done in their own name.
 *
 * @throws {BacklotError} `InvalidInput` without credentials; `AccessDenied` when AWS does not take them.
 */
export async function personalIdentity(region: string, endpoint: string | undefined): Promise<PersonalIdentity> {
  // The person's profile may name endpoints, too; a fleet that is no sandbox has none but AWS's own.
  ignoreAmbientEndpoints();
  const credentials = credentialProvider(personalCredentials(region, 'a plan looks at the accounts in your name'));
  await credentials();
  const sts = new STSClient({ region, credentials, ...(endpoint === undefined ? {} : { endpoint }) });
  const { Account: account = '', Arn: arn = '' } = await sts
    .send(new GetCallerIdentityCommand({}))
    .catch((error: unknown) => {
      throw new BacklotError(
        'AccessDenied',
        `AWS did not tell who you are (${awsErrorName(error) ?? 'no answer'}), so nothing was planned. ` +
          'Sign in again, for example with aws sso login, and check the way to AWS.',
      );
    });
  return { account, region, credentials, arn };
}
