import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { columns } from '../cli/operations/columns.js';
import { scrubRulesSchema, type ScrubRules } from '../domain/fleet/rules.js';
import { findVenv } from '../sandbox/install/venv.js';
import { RunDirectories } from '../sandbox/runtime/run-directory.js';
import { startProductionServer, type ProductionServer } from '../sandbox/seed/production-server.js';
import { masterUser } from '../sandbox/seed/roles.js';
import { closeForWriting, removeTraces, scrub, verify } from '../scrub/engine.js';
import type { ScrubOptions } from '../scrub/target.js';
import { Backends } from './support/backends.js';
import { StageClock, type StageTime } from './support/stage-clock.js';

const usage = `npm run bench -- scrub [options] [instance…]

Scrubs and verifies the sandbox's production databases, each on a server of its own, one after the other.
Instances: users, orders, messages; all without any.

  --size <MB>         of the databases of all instances together (300)
  --connections <n>   at work on one instance at the same time (2)
  --statements <n>    show so many of the costliest statements (0)`;

const directory = '.sandbox';

interface Measured {
  readonly instance: string;
  readonly rows: number;
  readonly megabytes: number;
  readonly stages: ReadonlyMap<string, StageTime>;
}

/** Measures the scrub engine, stage by stage, on the generated databases of production. */
export async function benchScrub(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      size: { type: 'string', default: '300' },
      connections: { type: 'string', default: '2' },
      statements: { type: 'string', default: '0' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const say = (line: string): void => console.error(line);
  const venv = await findVenv({ directory, onProgress: say });
  const backends = new Backends();
  const results: Measured[] = [];
  for (const instance of positionals.length === 0 ? ['users', 'orders', 'messages'] : positionals) {
    const server = await startProductionServer({
      identifier: `prod-${instance}`,
      megabytes: Number(values.size),
      venv,
      cacheDirectory: new RunDirectories(directory).cache,
      onProgress: ({ database, stepsDone, stepsTotal }) =>
        say(`filling ${database}: step ${stepsDone} of ${stepsTotal}`),
    });
    try {
      say(`scrubbing ${instance}`);
      results.push(await measure(instance, server, Number(values.connections), backends));
    } finally {
      await server.close();
    }
  }
  console.log(renderStages(results));
  const costliest = backends.costliest(Number(values.statements));
  if (costliest.length > 0) console.log('\nProcessor time of statements:');
  for (const { statement, runs, cpuMs } of costliest) console.log(`${seconds(cpuMs)} s  ${runs} ×  ${statement}`);
}

async function measure(
  instance: string,
  server: ProductionServer,
  connections: number,
  backends: Backends,
): Promise<Measured> {
  const clock = new StageClock(() => backends.cpuMs);
  const target = {
    connect: async (database: string) => backends.watch(await server.connect(masterUser, database)),
  };
  const options: ScrubOptions = {
    rules: await rulesOf(instance),
    applicationRoles: ['app_rw', 'app_ro'],
    key: new Uint8Array(32).fill(1),
    runId: 'bench',
    connections,
    onProgress: ({ phase }) => clock.enter(phase),
  };
  const megabytes = await sizeOf(server);
  clock.enter('coverage');
  const report = await scrub(target, options);
  clock.enter('close');
  await closeForWriting(target);
  clock.enter('verify');
  const { passed, findings } = await verify(target, options, report);
  if (!passed) throw new Error(`The verification of ${instance} failed: ${JSON.stringify(findings)}`);
  clock.enter('remove traces');
  await removeTraces(target, options);
  clock.stop();
  const tables = report.databases.flatMap((database) => database.tables);
  const rows = tables.reduce((sum, { rowsBefore }) => sum + rowsBefore, 0);
  return { instance, rows, megabytes, stages: clock.stages };
}

async function rulesOf(instance: string): Promise<ScrubRules> {
  const file: unknown = parse(await readFile(`examples/acme/databases/${instance}.yaml`, 'utf8'));
  return scrubRulesSchema.parse((file as { scrub: unknown }).scrub);
}

async function sizeOf({ server, seed }: ProductionServer): Promise<number> {
  return server.asSuperuser('postgres', async (client) => {
    const { rows } = await client.query<{ megabytes: number }>(
      'select sum(pg_database_size(name) / 1024.0 ^ 2)::float8 as megabytes from unnest($1::text[]) as t(name)',
      [seed.databases.map(({ name }) => name)],
    );
    return rows[0]?.megabytes ?? 0;
  });
}

function renderStages(results: readonly Measured[]): string {
  const lines = results.flatMap(({ instance, rows, megabytes, stages }) => {
    const times = [...stages.values()];
    const all = {
      wallMs: times.reduce((sum, { wallMs }) => sum + wallMs, 0),
      cpuMs: times.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    };
    return [...stages, ['all', all] as const].map(([stage, { wallMs, cpuMs }]) => [
      instance,
      stage,
      seconds(wallMs),
      seconds(cpuMs),
      Math.round(rows / (wallMs / 1_000)).toLocaleString('en'),
      (megabytes / (wallMs / 1_000)).toFixed(1),
    ]);
  });
  const sums = results.map(
    ({ instance, rows, megabytes }) => `${instance}: ${rows.toLocaleString('en')} rows, ${megabytes.toFixed(0)} MB`,
  );
  const heads = ['instance', 'stage', 'seconds', 'cpu s', 'rows/s', 'MB/s'];
  return [...sums, '', ...columns([heads, ...lines])].join('\n');
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(2).padStart(6);
}
