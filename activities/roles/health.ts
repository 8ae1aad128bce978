import { BacklotError } from '../../domain/errors.js';
import type { GenerationAt } from '../../domain/messages/generation.js';
import { roleSecret } from '../../domain/names.js';
import { describeInstance, instanceInfo } from '../databases/describe-instance.js';
import { createSecrets } from '../databases/secrets.js';
import type { ActivityDependencies } from '../dependencies.js';
import { loadStoredFleet } from '../fleet/stored-fleet.js';
import { NotReadyError } from '../edge/not-ready.js';
import { withConnection } from '../sql/instance-login.js';
import { sqlFailure } from '../sql/sql-errors.js';
import { logicalDatabases } from './logical-databases.js';

/** Activities that look at a generation as its clients will. */
export function createHealthActivities({ aws, sql, objects }: ActivityDependencies) {
  const secrets = createSecrets(aws);

  return {
    /**
     * Connects as every application role to every logical database, with the environment's own passwords, the final
     * name in TLS and the declared sslmode, and writes nothing.
     *
     * @throws `HealthCheckFailed` when a client could not work with this generation.
     */
    async checkHealth(generation: GenerationAt): Promise<void> {
      const { environment, place, instance, queue, dnsName } = generation;
      const found = await describeInstance(aws, { place, instance });
      if (found === undefined) throw new BacklotError('NotFound', `Instance ${instance} is gone. Start again.`);
      const { endpoint, port } = instanceInfo(found);
      const fleet = await loadStoredFleet(objects, generation.fleet);
      for (const role of generation.applicationRoles) {
        const password = await secrets.read(place, roleSecret(environment.name, generation.database, role));
        for (const database of logicalDatabases(fleet, generation.rules)) {
          const { sslmode } = environment.cutover;
          const login = {
            connect: () =>
              sql.connect({
                host: endpoint,
                certificateName: dnsName,
                port,
                user: role,
                password,
                database,
                sslmode,
                queue,
              }),
          };
          try {
            await withConnection(login, database, async (client) => {
              await client.query('SELECT pg_catalog.count(*) FROM pg_catalog.pg_class');
            });
          } catch (error) {
            throw unhealthy(`${role} in ${database} of ${instance} with sslmode ${sslmode}`, error);
          }
        }
      }
    },
  };
}

function unhealthy(client: string, error: unknown): Error {
  const failure = sqlFailure(`Connecting as ${client}`, error);
  if (failure instanceof NotReadyError) return failure;
  const reason = failure instanceof BacklotError ? failure.message : `${client}: ${errorCode(failure)}.`;
  return new BacklotError(
    'HealthCheckFailed',
    `${reason} The old generation keeps serving. Check roles, grants and sslmode.`,
  );
}

function errorCode(error: Error): string {
  return (error as { code?: string }).code ?? error.name;
}
