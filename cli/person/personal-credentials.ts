import { STSClient } from '@aws-sdk/client-sts';
import type { Credentials } from '../../activities/aws/sessions.js';
import { BacklotError } from '../../domain/errors.js';

/**
 * Gives the credentials of whoever sits at the terminal, found as every AWS tool does: environment, profile, sign-in; and
 * renewed, where they can be. Only the person's own machine does so; a worker never looks around for credentials.
 *
 * @param need says what they are for, and that nothing was done without them.
 * @throws {BacklotError} `InvalidInput`, whenever they are asked for, when there are none.
 */
export function personalCredentials(region: string, need: string): () => Promise<Credentials> {
  const find = new STSClient({ region }).config.credentials;
  return async () => {
    try {
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = await find();
      return {
        accessKeyId,
        secretAccessKey,
        ...(sessionToken === undefined ? {} : { sessionToken }),
        ...(expiration === undefined ? {} : { expiration }),
      };
    } catch {
      throw new BacklotError(
        'InvalidInput',
        `You have no AWS credentials here, and ${need}. ` +
          'Sign in as yourself, for example with aws sso login, and try again.',
      );
    }
  };
}
