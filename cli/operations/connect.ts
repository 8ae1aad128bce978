import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { BacklotError } from '../../domain/errors.js';

const connectTimeout = '5s';
const defaultAddress = 'localhost:7233';

/**
 * Connects to the Temporal server that TEMPORAL_ADDRESS and its companions name (or a profile of the Temporal
 * configuration file), does the work, and closes the connection.
 *
 * @throws {BacklotError} `Unreachable` when nobody answers, or not as a Temporal server.
 */
export async function withTemporal<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await Connection.connect({ ...connectionOptions, connectTimeout }).catch((error: unknown) => {
    throw unreachable(connectionOptions.address ?? defaultAddress, error);
  });
  try {
    return await work(new Client({ connection, namespace }));
  } finally {
    await connection.close();
  }
}

function unreachable(address: string, error: unknown): BacklotError {
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
  return new BacklotError(
    'Unreachable',
    `The Temporal server at ${address} cannot be reached (${reason}), so nothing was done. ` +
      'Start it, or name another one with TEMPORAL_ADDRESS; for a local cloud run: backlot sandbox up',
  );
}
