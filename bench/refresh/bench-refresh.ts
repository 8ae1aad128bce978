import { randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { mainQueue } from '../../domain/queues.js';
import { onBenchSandbox, type BenchSandbox } from '../support/bench-sandbox.js';
import { startBenchWorker } from '../support/worker-process.js';
import { readHistories } from './read-histories.js';
import { renderRefresh, type RefreshMeasures } from './render-refresh.js';
import { writeTenantFleet } from './tenant-fleet.js';
import { addTenants, seedSize, tenantName } from './tenants.js';

const usage = `npm run bench -- refresh [options]

Refreshes an environment with many small databases at once, on a sandbox of its own: everything new, from production's
backups to the cutover. First one database alone, to have something to compare with.

  --databases <n>   how many (200)
  --in-flight <n>   worked on at the same time, as limits.databasesInFlight (20)
  --delays <speed>  of the sandbox (aws/100)`;

/** Quotas that AWS raises on request; copies in progress and requests a second stay as they are. */
const quotas = ['rds.instances=1000', 'rds.manualSnapshots=5000', 'rds.parameterGroups=1000'];

/** Measures how a refresh of many databases scales. */
export async function benchRefresh(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      databases: { type: 'string', default: '200' },
      'in-flight': { type: 'string', default: '20' },
      delays: { type: 'string', default: 'aws/100' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const measures = await onBenchSandbox({ delays: values.delays, quotas, seedSize }, (bench) =>
    measure(bench, Number(values.databases), Number(values['in-flight'])),
  );
  console.log(renderRefresh(measures));
}

async function measure(
  { sandbox, directories, say }: BenchSandbox,
  databases: number,
  inFlight: number,
): Promise<RefreshMeasures> {
  await addTenants(sandbox, databases, directories.cache);
  const alone = await sandbox.addEnvironment('alone');
  const all = await sandbox.addEnvironment('all');
  const fleet = join(sandbox.description.directory, 'fleet');
  await writeTenantFleet(fleet, [alone, all], inFlight);
  const worker = await startBenchWorker(fleet, sandbox.env(), directories.logOf('bench-worker'));
  const { temporalAddress: address, temporalNamespace: namespace } = sandbox.description;
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  try {
    say('one database alone');
    const aloneMs = await refresh(client, { account: alone.name, databases: [tenantName(1)] });
    say(`one database alone took ${(aloneMs / 1000).toFixed(1)} s; now ${databases}`);
    const since = new Date();
    const wallMs = await refresh(client, { account: all.name, maxAge: '0ms' });
    return {
      databases,
      inFlight,
      aloneMs,
      wallMs,
      history: await readHistories(client, since),
      calls: sandbox.calls({ since: since.toISOString() }),
      workerMemory: await worker.peakMemory(),
      workerProcessorMs: await worker.processorTime(),
      machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`,
    };
  } finally {
    await connection.close();
    await worker.stop();
  }
}

/** Returns how long it took, in ms. */
async function refresh(client: Client, input: object): Promise<number> {
  const startedAt = Date.now();
  const handle = await client.workflow.start('refreshEnvironment', {
    taskQueue: mainQueue,
    workflowId: `refreshEnvironment/${randomBytes(4).toString('hex')}`,
    args: [input],
  });
  await handle.result();
  return Date.now() - startedAt;
}
