import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SandboxError } from '../runtime/sandbox-error.js';

const run = promisify(execFile);
const candidates = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
const probe = 'import sys, json; print(json.dumps(list(sys.version_info[:2])))';

/** A Python interpreter that can make virtual environments. */
export interface Python {
  readonly command: string;
  /** `3.11`. */
  readonly version: string;
}

/**
 * Finds a Python of version 3.10 or later with its `venv` and `ensurepip` modules.
 *
 * @throws {SandboxError} naming the one thing that is missing.
 */
export async function findPython(): Promise<Python> {
  const tooOld: string[] = [];
  const withoutVenv: string[] = [];
  for (const command of candidates) {
    const version = await versionOf(command);
    if (version === undefined) continue;
    const [major, minor] = version;
    const name = `${major}.${minor}`;
    if (major < 3 || (major === 3 && minor < 10)) tooOld.push(`${command} is ${name}`);
    else if (!(await has(command, 'import venv, ensurepip'))) withoutVenv.push(command);
    else return { command, version: name };
  }
  throw new SandboxError(missing(tooOld, withoutVenv));
}

function missing(tooOld: readonly string[], withoutVenv: readonly string[]): string {
  const what = 'The sandbox cannot be installed: ';
  if (withoutVenv.length > 0) {
    return `${what}${withoutVenv[0]} has no "venv" module. Install it (on Debian and Ubuntu: apt install python3-venv) and run the command again.`;
  }
  const why = tooOld.length > 0 ? `${tooOld.join(', ')}` : 'no python3 was found on the PATH';
  return `${what}Python 3.10 or later is missing (${why}). Install it and run the command again.`;
}

async function versionOf(command: string): Promise<readonly [number, number] | undefined> {
  try {
    const { stdout } = await run(command, ['-c', probe]);
    const parsed: unknown = JSON.parse(stdout);
    if (!Array.isArray(parsed)) return undefined;
    return [Number(parsed[0]), Number(parsed[1])];
  } catch {
    return undefined;
  }
}

async function has(command: string, statement: string): Promise<boolean> {
  try {
    await run(command, ['-c', statement]);
    return true;
  } catch {
    return false;
  }
}
