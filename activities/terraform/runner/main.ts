/*
 * The program that owns Terraform. A worker starts it, talks to it over its standard pipes, and may die: then it interrupts
 * Terraform, waits until the state is written and the lock released, removes the work directory, and ends.
 */
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { serveCredentials } from './credentials-endpoint.js';
import { JournalKeeper } from './journal-keeper.js';
import { encodeMessage, type FromRunner, type PipedCredentials, type RunCommand, type ToRunner } from './protocol.js';
import { startTerraform, type TerraformProcess } from './terraform-process.js';

const [directory = ''] = process.argv.slice(2);

let credentials: PipedCredentials | undefined;
let running: TerraformProcess | undefined;
let work: Promise<void> = Promise.resolve();
/** Set for good when the worker has gone or wants no more. */
let isUnwanted = false;

// The worker may be gone at any time; nobody listens then.
process.stdout.on('error', () => undefined);
const tell = (message: FromRunner) => void process.stdout.write(encodeMessage(message));

const endpoint = await serveCredentials(() => credentials);

async function latest(): Promise<PipedCredentials> {
  if (credentials === undefined) throw new Error('the worker gave no credentials');
  return Promise.resolve(credentials);
}

async function run(command: RunCommand): Promise<void> {
  const { journal } = command;
  const keeper = journal && (await JournalKeeper.open(journal, latest));
  if (isUnwanted) {
    await keeper?.close(null);
    return tell({ kind: 'ended', code: null, signal: null, words: 'interrupted before it began' });
  }
  running = await startTerraform(command, endpoint.variables, (text) => {
    keeper?.note(text);
    if (journal) tell({ kind: 'line', text });
  });
  keeper?.started(running.pid);
  // The worker may have gone, or changed its mind, while Terraform was being started.
  if (isUnwanted) running.interrupt();
  const { code, signal, words } = await running.ended;
  running = undefined;
  await keeper?.close(code);
  tell({ kind: 'ended', code, signal, words });
}

function interrupt(): void {
  isUnwanted = true;
  running?.interrupt();
}

// Whoever ends this process asks Terraform as well, and to be asked twice would kill it.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const message = JSON.parse(line) as ToRunner;
  if (message.kind === 'credentials') ({ credentials } = message);
  else if (message.kind === 'interrupt') interrupt();
  else {
    work = run(message.command).catch((error: unknown) => {
      running = undefined;
      const words = error instanceof Error ? error.message : String(error);
      tell({ kind: 'ended', code: null, signal: null, words });
    });
  }
});
lines.on('close', () => {
  interrupt();
  void work.then(async () => {
    endpoint.close();
    await rm(directory, { recursive: true, force: true });
    process.exit(0);
  });
});
