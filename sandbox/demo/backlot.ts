import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { print } from './print.js';

const program = fileURLToPath(new URL('../../cli/main.js', import.meta.url));

/** What came of a command. */
export interface Ended {
  readonly code: number;
  /** Standard output; empty when it went to the terminal. */
  readonly output: string;
  readonly ms: number;
}

/** Runs a Backlot command as a person would and shows its output. */
export function showBacklot(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  print(`\n  $ backlot ${args.join(' ')}`);
  return run(args, env, 'inherit');
}

/** Runs a Backlot command as a person would, shows its output, and returns it as well. */
export async function tellBacklot(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  print(`\n  $ backlot ${args.join(' ')}`);
  const ended = await run(args, env, 'pipe');
  print(ended.output.trimEnd());
  return ended;
}

/** Runs a Backlot command and returns its JSON output. */
export async function askBacklot<T>(args: readonly string[], env: NodeJS.ProcessEnv): Promise<T> {
  const { code, output } = await run([...args, '--json'], env, 'pipe');
  if (code !== 0) throw new Error(`backlot ${args.join(' ')} ended with exit code ${code}`);
  return JSON.parse(output) as T;
}

/** Runs a Backlot command that prints one JSON value a line. */
export async function askBacklotLines<T>(args: readonly string[], env: NodeJS.ProcessEnv): Promise<T[]> {
  const { code, output } = await run([...args, '--json'], env, 'pipe');
  if (code !== 0) throw new Error(`backlot ${args.join(' ')} ended with exit code ${code}`);
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** Starts a Backlot command that goes on until it is stopped; its output goes to a file descriptor. */
export function startBacklot(args: readonly string[], env: NodeJS.ProcessEnv, log: number): ChildProcess {
  return spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', log, log] });
}

function run(args: readonly string[], env: NodeJS.ProcessEnv, stdout: 'inherit' | 'pipe'): Promise<Ended> {
  const startedAt = Date.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', stdout, 'inherit'] });
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output, ms: Date.now() - startedAt }));
  });
}
