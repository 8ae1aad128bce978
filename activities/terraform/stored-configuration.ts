import { BacklotError } from '../../domain/errors.js';
import type { StackSlice } from '../../domain/messages/stacks.js';
import { stackKeys } from '../../domain/stacks/state-keys.js';
import { sha256 } from './plan-parts.js';
import type { StateBucket } from './state-bucket.js';

type Slice = Pick<StackSlice, 'environment' | 'name' | 'configuration'>;

/** Stores a stack's Terraform configuration under its digest, and returns the digest. */
export async function storeConfiguration(bucket: StateBucket, environment: string, json: string): Promise<string> {
  const digest = sha256(json);
  await bucket.write(stackKeys.configuration(environment, digest), json);
  return digest;
}

/**
 * Loads a stack's configuration.
 *
 * @throws {BacklotError} `NotFound` when it is gone; `GuardRefused` when it is not what was stored.
 */
export async function loadConfiguration(bucket: StateBucket, stack: Slice): Promise<string> {
  const { environment, name, configuration: digest } = stack;
  const bytes = await bucket.read(stackKeys.configuration(environment, digest));
  if (bytes === undefined) {
    throw new BacklotError(
      'NotFound',
      `The configuration of ${name} is gone from the state bucket. Start a new operation.`,
    );
  }
  if (sha256(bytes) !== digest) {
    throw new BacklotError(
      'GuardRefused',
      `The configuration of ${name} in the state bucket is not the one that was stored, so nothing was done with it. ` +
        'Somebody has written to the bucket: find out who, and start a new operation.',
    );
  }
  return bytes.toString('utf8');
}
