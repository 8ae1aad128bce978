/*
 * Law 2: a restored, unverified database can itself reach nobody. To break it: let a raw copy start with production's
 * own settings, or run production's own code while its tables are rewritten, so that it calls whom production calls.
 *
 * The attack: production subscribes to another server, and has triggers that call out for every row that changes. A telephone stands where they call. It rings for production, which proves the bait; once production has stopped,
 * it must not ring again, from the restore of the raw copy to the image, whose own restore must stay silent as well.
 */
import { randomBytes } from 'node:crypto';
import { DescribeDBSnapshotsCommand } from '@aws-sdk/client-rds';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pipelineName } from '../../domain/names.js';
import { waitUntil } from '../../sandbox/runtime/wait-until.js';
import { sharedSandbox } from '../integration/support/sandbox.js';
import { signIn } from './support/administrator.js';
import type { Document } from './support/fleet-directory.js';
import { copyProduction, inSession, type ProductionCopy } from './support/production-copy.js';
import { newOperationId, setStage, type Stage } from './support/stage.js';
import { installTelephone, type Telephone } from './support/telephone.js';
import { patienceMs } from './support/witnessed-run.js';

const sandbox = sharedSandbox();
const database = 'calling';
const instance = `prod-calling-${randomBytes(2).toString('hex')}`;

let telephone: Telephone;
let production: ProductionCopy;
let stage: Stage;

beforeAll(async () => {
  telephone = await installTelephone();
  production = await copyProduction(sandbox, 'prod-messages', instance);
  await teachToCall(production, `host=127.0.0.1 port=${telephone.port} dbname=elsewhere user=x password=y`);
  stage = await setStage('calling', {
    environments: {},
    prepare: (fleet) => fleet.addDatabase('messages', database, readAfresh),
  });
}, patienceMs);
afterAll(async () => {
  await stage.close();
  await production.remove();
  await telephone.hangUp();
});

/** A subscription that is on, and triggers that call out for every row that comes or changes. */
async function teachToCall({ connect }: ProductionCopy, elsewhere: string): Promise<void> {
  await inSession(connect('acme_admin', 'messages'), async (client) => {
    await client.query('GRANT pg_create_subscription TO app_owner');
    await client.query('GRANT CREATE ON DATABASE messages TO app_owner');
    await client.query('CREATE EXTENSION dblink');
  });
  await inSession(connect('app_owner', 'messages'), async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE tableowner = 'app_owner'`,
    );
    await client.query(
      `CREATE SUBSCRIPTION changes CONNECTION '${elsewhere}' PUBLICATION p
         WITH (connect = false, enabled = false, slot_name = 'production_slot')`,
    );
    await client.query('ALTER SUBSCRIPTION changes ENABLE');
    await client.query('CREATE SCHEMA calls');
    await client.query(
      `CREATE FUNCTION calls.call_out() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN PERFORM public.dblink_connect('${elsewhere}'); RETURN NEW; END $$`,
    );
    for (const { name } of rows) {
      await client.query(`CREATE TRIGGER call_out BEFORE INSERT OR UPDATE ON ${name}
                            FOR EACH ROW EXECUTE FUNCTION calls.call_out()`);
    }
  });
}

function readAfresh(document: Document): void {
  const source = document['source'] as Document;
  document['source'] = { ...source, instance, snapshot: 'fresh', allowSingleAz: true };
}

/** Waits until production's own calls have come to an end. */
async function silenceProduction(): Promise<void> {
  await inSession(production.connect('app_owner', 'messages'), (client) =>
    client.query('ALTER SUBSCRIPTION changes DISABLE'),
  );
  await waitUntil(
    () =>
      inSession(production.connect('acme_admin', 'messages'), async (client) => {
        const { rows } = await client.query(
          `SELECT FROM pg_stat_activity WHERE backend_type LIKE 'logical replication %worker'`,
        );
        return rows.length === 0;
      }),
    { what: 'production to stop calling', timeoutMs: patienceMs },
  );
}

test(
  'a raw copy calls nobody whom production calls',
  async () => {
    await waitUntil(() => Promise.resolve(telephone.calls() > 0), { what: 'production to call', timeoutMs: 60_000 });
    const operationId = newOperationId();
    const handle = await stage.start('sanitizeDatabase', { database, operationId });
    const { rds } = await signIn(sandbox, 'production');
    const DBSnapshotIdentifier = pipelineName(database, operationId, 'source');
    await waitUntil(
      async () => {
        const answer = await rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier })).catch(() => undefined);
        return answer?.DBSnapshots?.[0]?.Status === 'available';
      },
      { what: 'the snapshot of production', timeoutMs: patienceMs },
    );
    await silenceProduction();
    const before = telephone.calls();
    await handle.result();
    expect(telephone.calls() - before).toBe(0);
  },
  patienceMs,
);
