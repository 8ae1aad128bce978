import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cancellationSignal } from '@temporalio/activity';
import { BacklotError } from '../../domain/errors.js';
import type { HookResult, RunHookInput } from '../../domain/messages/generation.js';
import { masterSecret, roleSecret } from '../../domain/names.js';
import { describeInstance, instanceInfo } from '../databases/describe-instance.js';
import { createSecrets } from '../databases/secrets.js';
import type { ActivityDependencies } from '../dependencies.js';
import { loadStoredFleet } from '../fleet/stored-fleet.js';
import { logicalDatabases } from '../roles/logical-databases.js';
import { openRelay } from './database-relay.js';
import { runProgram } from './run-program.js';

/** Activities that run the user's own programs. */
export function createHookActivities({ aws, sql, objects, hooks }: ActivityDependencies) {
  const secrets = createSecrets(aws);

  return {
    /**
     * Runs a hook against one restored database, through a loopback port that leads only there. Its environment holds
     * nothing of the worker's: no AWS credentials, no endpoint, an empty home. Its output goes to the state bucket.
     * It may run again; `BACKLOT_IDEMPOTENCY_KEY` is the same then.
     *
     * @throws `HookFailed` when it ends with an error or runs longer than its timeout.
     */
    async runHook({ generation, hook, operationId }: RunHookInput): Promise<HookResult> {
      const { place, instance, environment, database } = generation;
      const found = await describeInstance(aws, { place, instance });
      if (found === undefined) throw new BacklotError('NotFound', `Instance ${instance} is gone. Start again.`);
      const info = instanceInfo(found);
      const names = logicalDatabases(await loadStoredFleet(objects, generation.fleet), generation.rules);
      const password = await secrets.read(
        place,
        hook.as === undefined ? masterSecret(instance) : roleSecret(environment.name, database, hook.as),
      );
      const home = await mkdtemp(join(tmpdir(), 'backlot-hook-'));
      const relay = await openRelay(
        await sql.route({ host: info.endpoint, port: info.port, sslmode: 'verify-full', queue: generation.queue }),
      );
      const idempotencyKey = `${operationId}/${instance}/${hook.name}`;
      const startedAt = Date.now();
      try {
        const user = hook.as ?? info.masterUser;
        await writeFile(join(home, '.pgpass'), `127.0.0.1:${relay.port}:*:${user}:${password}\n`, { mode: 0o600 });
        const ended = await runProgram(hook.run, hooks.directory, hook.timeoutMs, cancellationSignal(), {
          PATH: hooks.path,
          HOME: home,
          PGHOST: '127.0.0.1',
          PGPORT: String(relay.port),
          PGUSER: user,
          PGPASSFILE: join(home, '.pgpass'),
          PGDATABASE: names[0] ?? 'postgres',
          PGSSLMODE: 'disable',
          BACKLOT_ENVIRONMENT: environment.name,
          BACKLOT_DATABASE: database,
          BACKLOT_LOGICAL_DATABASES: names.join(','),
          BACKLOT_IDEMPOTENCY_KEY: idempotencyKey,
        });
        const outputKey = `hooks/${idempotencyKey}.txt`;
        await objects.putText(outputKey, ended.output.replaceAll(password, '***'));
        if (ended.reason !== undefined) {
          throw new BacklotError(
            'HookFailed',
            `Hook ${hook.name} for ${database} ${ended.reason}. Its output is in the state bucket under ${outputKey}; ` +
              'mend the hook and refresh again.',
          );
        }
        return { outputKey, durationMs: Date.now() - startedAt };
      } finally {
        await relay.close();
        await rm(home, { recursive: true, force: true });
      }
    },
  };
}
