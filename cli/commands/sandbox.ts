import { type Command, InvalidArgumentError } from 'commander';
import type { CallFilter } from '../../sandbox/gateway/recorder.js';
import { findVenv } from '../../sandbox/install/venv.js';
import { timesFaster } from '../../sandbox/runtime/delays.js';
import { awsVariables, productVariables } from '../../sandbox/runtime/environment-variables.js';
import { parseQuotas } from '../../sandbox/runtime/quotas.js';
import { renderCalls, renderDescription, renderExports } from '../../sandbox/runtime/render.js';
import { RunDirectories } from '../../sandbox/runtime/run-directory.js';
import { SandboxClient } from '../../sandbox/runtime/sandbox-client.js';
import { SandboxError } from '../../sandbox/runtime/sandbox-error.js';
import { startDetached } from '../../sandbox/runtime/start-detached.js';
import { exampleHelp } from '../output/examples.js';
import { registerFaults } from './sandbox/faults.js';
import { reporting, subcommand, type Common, type Examples } from './sandbox/subcommand.js';

interface UpOptions extends Common {
  readonly detach?: boolean;
  readonly seedSize: number;
  readonly delays: string;
  readonly quota: readonly string[];
  readonly json?: boolean;
}

/** Adds `backlot sandbox`: the local cloud for newcomers, tests and demos. */
export function registerSandboxCommand(program: Command): void {
  const sandbox = program
    .command('sandbox')
    .description('run a local cloud: AWS APIs with real PostgreSQL behind them, a name server, Temporal');
  const examples: Examples = [
    ['backlot sandbox up', 'start one; Ctrl-C ends it'],
    ['eval "$(backlot sandbox env --account qa1)"', 'use it from this shell'],
  ];
  sandbox.addHelpText('after', exampleHelp(examples));
  registerUp(sandbox);
  registerDown(sandbox);
  registerStatus(sandbox);
  registerEnv(sandbox);
  registerCalls(sandbox);
  registerFaults(sandbox);
}

function registerUp(parent: Command): void {
  subcommand(parent, 'up', 'start a sandbox; it ends with Ctrl-C, or with "down" when detached', [
    ['backlot sandbox up', 'stay in the foreground'],
    ['backlot sandbox up --detach --seed-size 30', 'return when ready; small databases'],
    ['backlot sandbox up --delays aws/100', "AWS's own times, a hundredth of them"],
    ['backlot sandbox up --quota rds.instances=5', 'five database instances an account and region'],
  ])
    .option('--detach', 'return when everything is ready')
    .option('--seed-size <MB>', "size of production's databases, all together; 0 for none", megabytes, 300)
    .option('--delays <speed>', 'how long things take: fast, aws, or a fraction like aws/100', 'fast')
    .option('--quota <name=number>', "a quota that is not to be AWS's own; may be repeated", collect, [])
    .option('--json', 'print JSON')
    .action(reporting(up));
}

async function up(options: UpOptions): Promise<void> {
  const directories = new RunDirectories(options.directory);
  if ((await directories.findRunning(options.name)) !== undefined) {
    throw new SandboxError(`The sandbox "${options.name}" is running already. Use it, or end it with "sandbox down".`);
  }
  parseQuotas(options.quota, timesFaster(options.delays));
  const progress = (line: string) => console.error(`sandbox: ${line}`);
  const venv = await findVenv({ directory: options.directory, onProgress: progress });
  if (options.detach === true) {
    const args = [process.argv[1] ?? '', 'sandbox', 'up', '--name', options.name, '--directory', options.directory];
    const quotas = options.quota.flatMap((quota) => ['--quota', quota]);
    const rest = ['--seed-size', String(options.seedSize), '--delays', options.delays, ...quotas];
    const startedAt = Date.now();
    const running = await startDetached(directories, options.name, [...args, ...rest], (text) => {
      // It is ready before it says so, and it says that Ctrl-C ends it: here something else does.
      const isProgress = (line: string) => line.startsWith('sandbox: ') && !line.startsWith('sandbox: ready ');
      for (const line of text.split('\n').filter(isProgress)) console.error(line);
    });
    progress(`ready after ${secondsSince(startedAt)}; "backlot sandbox down" ends it`);
    console.log(options.json === true ? JSON.stringify(running) : renderDescription(running));
    return;
  }
  await runUntilStopped(options, directories, venv, progress);
}

async function runUntilStopped(
  options: UpOptions,
  directories: RunDirectories,
  venv: string,
  progress: (line: string) => void,
): Promise<void> {
  const stopped = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done());
  });
  const startedAt = Date.now();
  // All of the cloud hangs on it, and only the process that is to be one needs that.
  const { startSandbox } = await import('../../sandbox/runtime/start-sandbox.js');
  const sandbox = await startSandbox({
    directory: directories.of(options.name),
    cacheDirectory: directories.cache,
    venv,
    name: options.name,
    delays: options.delays,
    quotas: options.quota,
    seedSize: options.seedSize,
    onProgress: progress,
  });
  progress(`ready after ${secondsSince(startedAt)}; Ctrl-C ends it`);
  console.log(options.json === true ? JSON.stringify(sandbox.description) : renderDescription(sandbox.description));
  const line = showCalls(() => sandbox.calls().length);
  await stopped;
  clearInterval(line);
  await sandbox.close();
  progress('ended; nothing is left running');
}

function secondsSince(startedAt: number): string {
  return `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
}

/** Keeps one line on the terminal up to date; on anything else there is no line. */
function showCalls(count: () => number): NodeJS.Timeout | undefined {
  if (!process.stdout.isTTY) return undefined;
  return setInterval(() => process.stdout.write(`\r${count()} AWS calls recorded `), 1_000);
}

function registerDown(parent: Command): void {
  subcommand(parent, 'down', 'end a sandbox and remove what it kept', [
    ['backlot sandbox down', 'end the sandbox of this directory'],
    ['backlot sandbox down --name second', 'end one of several'],
  ]).action(
    reporting(async ({ name, directory }: Common) => {
      const ended = await new RunDirectories(directory).end(name);
      console.log(ended ? `The sandbox "${name}" has ended.` : `There is no sandbox "${name}".`);
    }),
  );
}

function registerStatus(parent: Command): void {
  subcommand(parent, 'status', 'show a running sandbox; exit code 3 when it does not run', [
    ['backlot sandbox status', 'addresses and accounts'],
    ['backlot sandbox status --json', 'the same for scripts'],
  ])
    .option('--json', 'print JSON')
    .action(
      reporting(async ({ name, directory, json }: Common & { json?: boolean }) => {
        const running = await new RunDirectories(directory).requireRunning(name);
        console.log(json === true ? JSON.stringify(running, undefined, 2) : renderDescription(running));
      }),
    );
}

function registerEnv(parent: Command): void {
  subcommand(parent, 'env', 'print the settings by which other programs use the sandbox', [
    ['eval "$(backlot sandbox env)"', 'let workers and commands use the sandbox'],
    ['eval "$(backlot sandbox env --account production)"', 'and any AWS client an account of it'],
    ['backlot sandbox env --account qa1 --role BacklotData --json', 'as one role, for scripts'],
  ])
    .option('--account <name>', 'add short-lived AWS credentials for this account')
    .option('--role <role>', "of this role, instead of the account's administrator")
    .option('--region <region>', 'and this region', 'us-east-1')
    .option('--json', 'print JSON instead of shell exports')
    .action(
      reporting(async (options: Common & { account?: string; role?: string; region: string; json?: boolean }) => {
        const running = await new RunDirectories(options.directory).requireRunning(options.name);
        const variables = productVariables(running);
        if (options.account !== undefined) {
          const credentials = await new SandboxClient(running.endpoint).credentials(options.account, options.role);
          Object.assign(variables, awsVariables(running, credentials, options.region));
        }
        console.log(options.json === true ? JSON.stringify(variables, undefined, 2) : renderExports(variables));
      }),
    );
}

function registerCalls(parent: Command): void {
  subcommand(parent, 'calls', 'list the AWS calls that the sandbox has recorded', [
    ['backlot sandbox calls --role BacklotSource', 'what was done under the role that reads production'],
    ['backlot sandbox calls --account production --mutating', 'what has changed production'],
    ['backlot sandbox calls --since 2026-11-21T12:00:00Z --json', 'one JSON object a line'],
  ])
    .option('--account <name>', 'by this account (name or number)')
    .option('--role <role>', 'by this role')
    .option('--service <service>', 'to this service: rds, kms, …')
    .option('--action <action>', 'of this action: CopyDBSnapshot, …')
    .option('--result <result>', '"ok" or an error code')
    .option('--since <time>', 'at or after this time, ISO 8601')
    .option('--mutating', 'only calls that change something')
    .option('--json', 'print one JSON object a line')
    .action(
      reporting(async ({ name, directory, json, ...filter }: Common & CallFilter & { json?: boolean }) => {
        const running = await new RunDirectories(directory).requireRunning(name);
        const account = running.accounts.find((candidate) => candidate.name === filter.account)?.id ?? filter.account;
        const calls = await new SandboxClient(running.endpoint).calls({
          ...filter,
          ...(account !== undefined && { account }),
        });
        if (json === true) for (const call of calls) console.log(JSON.stringify(call));
        else console.log(renderCalls(calls, running.accounts));
      }),
    );
}

function collect(text: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, text];
}

function megabytes(text: string): number {
  const size = Number(text);
  if (Number.isInteger(size) && size >= 0) return size;
  throw new InvalidArgumentError('It is no size in MB. Write a whole number, for example 30, or 0 for no databases.');
}
