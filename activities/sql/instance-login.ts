import type pg from 'pg';
import { BacklotError } from '../../domain/errors.js';
import type { InstanceAt } from '../../domain/messages/databases.js';
import { masterSecret } from '../../domain/names.js';
import type { AwsAccess } from '../aws/access.js';
import { describeInstance, instanceInfo } from '../databases/describe-instance.js';
import { createSecrets } from '../databases/secrets.js';
import type { SqlConnector } from './connector.js';

/** Opens connections to one instance as its master user. */
export interface InstanceLogin {
  connect(database: string): Promise<pg.Client>;
  readonly resourceId: string;
  readonly masterUser: string;
}

/** Looks an instance up, reads its master secret in its place, and returns how to connect. */
export async function loginAsMaster(
  { aws, sql }: { aws: AwsAccess; sql: SqlConnector },
  { place, instance, queue }: InstanceAt & { queue: string },
): Promise<InstanceLogin> {
  const found = await describeInstance(aws, { place, instance });
  if (found === undefined) throw new BacklotError('NotFound', `Instance ${instance} is gone. Start again.`);
  const info = instanceInfo(found);
  const password = await createSecrets(aws).read(place, masterSecret(instance));
  return {
    resourceId: info.resourceId,
    masterUser: info.masterUser,
    connect: (database) =>
      sql.connect({
        host: info.endpoint,
        port: info.port,
        user: info.masterUser,
        password,
        database,
        sslmode: 'verify-full',
        queue,
      }),
  };
}

/** Runs work with one connection and ends it, whatever happens. */
export async function withConnection<T>(
  login: Pick<InstanceLogin, 'connect'>,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = await login.connect(database);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
