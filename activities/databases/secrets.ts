import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { BacklotError } from '../../domain/errors.js';
import type { Place } from '../../domain/messages/slices.js';
import type { Tags } from '../../domain/tags.js';
import type { AwsAccess } from '../aws/access.js';
import { awsErrorName, isNotFound } from '../aws/error-names.js';
import { toAwsTags } from '../aws/resource-tags.js';

/** Secrets of a place. Values stay inside the activity that asks for them. */
export interface Secrets {
  /** Reads a secret, or creates it with a generated value; two at once agree on one value. */
  findOrCreate(place: Place, name: string, tags: Tags, generate: () => string): Promise<string>;
  /** @throws {BacklotError} `NotFound` when there is none. */
  read(place: Place, name: string): Promise<string>;
  remove(place: Place, name: string): Promise<void>;
}

/** Builds secrets access over the place's own Secrets Manager. */
export function createSecrets(aws: AwsAccess): Secrets {
  return {
    async findOrCreate(place, name, tags, generate) {
      const client = aws.secrets(place);
      const known = await find(client, name);
      if (known !== undefined) return known;
      try {
        const value = generate();
        await client.send(new CreateSecretCommand({ Name: name, SecretString: value, Tags: toAwsTags(tags) }));
        return value;
      } catch (error) {
        if (awsErrorName(error) !== 'ResourceExistsException') throw error;
        return required(await find(client, name), name);
      }
    },

    async read(place, name) {
      return required(await find(aws.secrets(place), name), name);
    },

    async remove(place, name) {
      try {
        // Without force the name would stay taken for a week.
        await aws.secrets(place).send(new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true }));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}

async function find(client: SecretsManagerClient, name: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: name }))).SecretString;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function required(value: string | undefined, name: string): string {
  if (value !== undefined) return value;
  throw new BacklotError('NotFound', `Secret ${name} does not exist. Refresh the environment to create it.`);
}
