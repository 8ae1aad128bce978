import { readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { SandboxDescription } from './description.js';
import { SandboxClient } from './sandbox-client.js';
import { SandboxError } from './sandbox-error.js';
import { waitUntil } from './wait-until.js';

const graceMs = 15_000;

/** The directories of a checkout's sandboxes: programs and caches that stay, and one directory for each run. */
export class RunDirectories {
  private readonly root: string;

  /** @param root `.sandbox` */
  constructor(root: string) {
    this.root = resolve(root);
  }

  /** Holds generated databases from one run to the next. */
  get cache(): string {
    return join(this.root, 'cache');
  }

  of(name: string): string {
    return join(this.root, 'run', name);
  }

  /** What a detached sandbox prints. */
  logOf(name: string): string {
    return join(this.root, 'run', `${name}.log`);
  }

  /** The names of all runs that have a directory. */
  async names(): Promise<string[]> {
    const entries = await readdir(join(this.root, 'run'), { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  }

  /** Describes a run whose process still answers; `undefined` otherwise. */
  async findRunning(name: string): Promise<SandboxDescription | undefined> {
    const text = await readFile(join(this.of(name), 'sandbox.json'), 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const written = JSON.parse(text) as SandboxDescription;
    const answering = await new SandboxClient(written.endpoint).describe().catch(() => undefined);
    // Another sandbox may have taken the address since.
    return answering?.directory === written.directory && answering.pid === written.pid ? answering : undefined;
  }

  /** @throws {SandboxError} when no sandbox of the name runs. */
  async requireRunning(name: string): Promise<SandboxDescription> {
    const running = await this.findRunning(name);
    if (running !== undefined) return running;
    throw new SandboxError(
      `No sandbox "${name}" is running below ${this.root}. Start it with "backlot sandbox up --detach".`,
      'not running',
    );
  }

  /**
   * Ends a run and removes its directory, also when its process is gone already.
   *
   * @returns false when there was nothing to end.
   */
  async end(name: string): Promise<boolean> {
    const running = await this.findRunning(name);
    if (running !== undefined) {
      process.kill(running.pid, 'SIGTERM');
      await waitUntil(() => Promise.resolve(!isAlive(running.pid)), {
        what: `the sandbox (process ${running.pid}) to end`,
        timeoutMs: graceMs,
      }).catch(() => process.kill(running.pid, 'SIGKILL'));
    }
    const known = (await this.names()).includes(name);
    await rm(this.of(name), { recursive: true, force: true });
    await rm(this.logOf(name), { force: true });
    return running !== undefined || known;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
