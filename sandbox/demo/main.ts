import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxDescription } from '../runtime/description.js';
import { askBacklot, askBacklotLines, showBacklot, startBacklot } from './backlot.js';
import { Checks } from './checks.js';
import { openAccount } from './cloud.js';
import { newAccount, writeFleet } from './fleet.js';
import { tryQuarantine } from './intruder.js';
import { renderNames, resolveNames } from './names.js';
import { findsTerraform, showNewAccount } from './new-account.js';
import { print, printTitle } from './print.js';
import { compareRows, renderRows } from './rows.js';
import { judgeCalls, renderCall, renderCalls, type SourceCall } from './source-calls.js';
import { waitForWorker } from './worker.js';

const sandboxName = 'demo';
// MB in all three; two thirds of what the sandbox makes by itself, so that nobody has to wait long.
const seedSize = '200';
const example = 'examples/acme';
const names = ['users', 'orders', 'messages'].map((name) => `${name}.db.qa1.acme.example`);

// The SDK's remark about coming Node versions is for its maintainers, not for who watches.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const startedAt = Date.now();
const checks = new Checks();
try {
  process.exitCode = await demonstrate({ ...process.env });
} catch (error) {
  process.stderr.write(`\nThe demonstration stopped: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** Runs the main job as a newcomer would, command by command, and checks what it shows. Returns the exit code. */
async function demonstrate(own: NodeJS.ProcessEnv): Promise<number> {
  printTitle('A local cloud: real PostgreSQL behind RDS, Route 53 that answers, Temporal with its web UI');
  await run(['sandbox', 'up', '--detach', '--name', sandboxName, '--seed-size', seedSize], own);
  try {
    return await onSandbox(own);
  } finally {
    await showBacklot(['sandbox', 'down', '--name', sandboxName], own);
  }
}

async function onSandbox(own: NodeJS.ProcessEnv): Promise<number> {
  const inSandbox = ['--name', sandboxName];
  const sandbox = await askBacklot<SandboxDescription>(['sandbox', 'status', ...inSandbox], own);
  mkdirSync(sandbox.directory, { recursive: true });
  const { fleet, accountFile } = await writeFleet(example, sandbox.directory);
  const env = {
    ...own,
    ...(await askBacklot<Record<string, string>>(['sandbox', 'env', ...inSandbox], own)),
    BACKLOT_FLEET: fleet,
    BACKLOT_SANDBOX_NAME: sandboxName,
  };
  const [production, cleanroom, qa1] = await Promise.all(
    ['production', 'cleanroom', 'qa1'].map((name) => openAccount(name, sandboxName, env)),
  );
  if (production === undefined || cleanroom === undefined || qa1 === undefined)
    throw new Error('an account is missing');

  printTitle('A worker');
  const logFile = join(sandbox.directory, 'worker.log');
  print(`\n  $ backlot worker --fleet ${fleet}     (its log: ${logFile})`);
  const worker = startBacklot(['worker', '--fleet', fleet], env, openSync(logFile, 'a'));
  try {
    await waitForWorker(worker, env);

    printTitle('Three production databases, sanitised and restored into the QA account');
    const before = await resolveNames(sandbox, names);
    const refreshing = run(['refresh', 'qa1', '--wait'], env);
    const intruder = await tryQuarantine(sandbox, cleanroom, refreshing);
    const first = await refreshing;
    const afterFirst = await resolveNames(sandbox, names);
    checks.add(
      'every name leads to a new database',
      [...afterFirst.values()].every((to) => /-\d{8}-/.test(to)),
    );

    printTitle('The same rows in production and in QA');
    const rows = await compareRows(sandbox, production, qa1);
    print(`\n${renderRows(rows)}`);
    const addresses = rows.filter(({ before: value }) => value?.includes('@') === true);
    checks.add(
      `no address of production's is left in the ${rows.length} values shown`,
      addresses.length > 0 && addresses.every(({ before: value, after }) => after !== null && after !== value),
    );

    printTitle('An intruder at the quarantine, while it held production’s data');
    print(
      `\n  ${intruder.attempts} attempts on ${intruder.instances.length} quarantined instances from 3 other places: ` +
        `${intruder.answered.length === 0 ? 'not one was answered' : `ANSWERED: ${intruder.answered.join(', ')}`}`,
    );
    checks.add(
      'the quarantine answers the scrubber only',
      intruder.control && intruder.attempts > 0 && intruder.answered.length === 0,
    );

    printTitle('A second refresh, from the images that are there, and a rollback');
    const second = await run(['refresh', 'qa1', '--wait'], env);
    const afterSecond = await resolveNames(sandbox, names);
    const back = await run(['rollback', 'qa1', '--wait'], env);
    const afterBack = await resolveNames(sandbox, names);
    print(
      `\n${renderNames([
        { title: 'before', answers: before },
        { title: 'refreshed', answers: afterFirst },
        { title: 'refreshed again', answers: afterSecond },
        { title: 'rolled back', answers: afterBack },
      ])}`,
    );
    checks.add(
      'the second refresh moved every name',
      names.every((name) => afterFirst.get(name) !== afterSecond.get(name)),
    );
    checks.add(
      'the rollback moved every name back',
      names.every((name) => afterBack.get(name) === afterFirst.get(name)),
    );

    const terraform = findsTerraform(env);
    printTitle('An account from nothing, with a database in it, and back to nothing');
    if (!terraform) print('\n  Left out: this takes Terraform 1.11 or newer on the path.');
    else print(`\n  $ cat ${fleet}/accounts/${newAccount}.yaml\n${accountFile.replaceAll(/^(?=.)/gm, '    ')}`);
    const account = terraform ? await showNewAccount({ sandbox, sandboxName, env, checks, run }) : undefined;

    printTitle('What was done in production, all under the role BacklotSource');
    const source = await askBacklotLines<SourceCall>(
      ['sandbox', 'calls', ...inSandbox, '--role', 'BacklotSource'],
      env,
    );
    print(`\n${renderCalls(source)}`);
    const { refused, foreign } = judgeCalls(source);
    print(refused.concat(foreign).map(renderCall).join('\n'));
    checks.add('the source role was never refused', source.length > 0 && refused.length === 0);
    checks.add('the source role changed only copies of our own', source.length > 0 && foreign.length === 0);

    printTitle('Times');
    print(
      renderTimes({
        'first refresh': first.ms,
        'second refresh': second.ms,
        rollback: back.ms,
        ...(account && { 'account made': account.made, 'made again': account.unchanged, destroyed: account.destroyed }),
        all: Date.now() - startedAt,
      }),
    );

    printTitle('Checks');
    print(`\n${checks.render()}`);
    print(`\n  Temporal’s web UI: ${sandbox.uiAddress}`);
    if (process.stdout.isTTY) await untilInterrupted();
    return checks.passed ? 0 : 1;
  } finally {
    worker.kill('SIGTERM');
    await new Promise((resolve) => (worker.exitCode === null ? worker.once('exit', resolve) : resolve(undefined)));
  }
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<{ ms: number }> {
  const { code, ms } = await showBacklot(args, env);
  checks.add(`backlot ${args.slice(0, 2).join(' ')} succeeded`, code === 0);
  if (code !== 0) throw new Error(`backlot ${args.join(' ')} ended with exit code ${code}; see its words above.`);
  return { ms };
}

async function untilInterrupted(): Promise<void> {
  print('  Everything stays up until Ctrl-C: look around, then end it.');
  const timer = setInterval(() => undefined, 60_000);
  await new Promise((resolve) => process.once('SIGINT', resolve));
  clearInterval(timer);
}

function renderTimes(times: Readonly<Record<string, number>>): string {
  const lines = Object.entries(times).map(([what, ms]) => `  ${what.padEnd(16)}${(ms / 1_000).toFixed(1)} s`);
  return `\n${lines.join('\n')}`;
}
