import type { Connection } from '@temporalio/client';
import { BacklotError } from '../domain/errors.js';
import { searchAttributes } from '../domain/search-attributes.js';

/**
 * Checks that the namespace knows every search attribute: a workflow that sets an unknown one would retry for ever.
 *
 * @throws {BacklotError} `InvalidInput` with the command that registers the missing ones.
 */
export async function requireSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(searchAttributes).filter(({ name }) => !Object.hasOwn(customAttributes ?? {}, name));
  if (missing.length === 0) return;
  throw new BacklotError(
    'InvalidInput',
    `Namespace ${namespace} lacks search attributes that every workflow sets, so no worker was started. Register them: ` +
      `temporal operator search-attribute create --namespace ${namespace} ` +
      missing.map(({ name }) => `--name ${name} --type Keyword`).join(' '),
  );
}
