import { spawn, type ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';

/** A server program to start. */
export interface ChildOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The only variables the child sees, beside PATH and HOME. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Its working and home directory. */
  readonly directory: string;
  readonly logFile: string;
}

/**
 * A child with an empty environment, in a process group of its own (so that Ctrl-C on the terminal reaches only the
 * sandbox, which then stops its children in order), ended by its recorded pid, and by the kernel when the sandbox dies.
 */
export class Child {
  private exit: string | undefined;
  private readonly exited: Promise<void>;

  private constructor(
    private readonly options: ChildOptions,
    private readonly child: ChildProcess,
  ) {
    this.exited = new Promise((done) => {
      child.once('error', (error) => {
        this.exit = error.message;
        done();
      });
      child.once('exit', (code, signal) => {
        this.exit = signal === null ? `exit code ${code}` : `signal ${signal}`;
        done();
      });
    });
  }

  static async start(options: ChildOptions): Promise<Child> {
    const log = await open(options.logFile, 'a', 0o600);
    try {
      const { command, args } = endWithParent(options.command, options.args);
      const child = spawn(command, args, {
        cwd: options.directory,
        detached: true,
        env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: options.directory, ...options.environment },
        stdio: ['ignore', log.fd, log.fd],
      });
      return new Child(options, child);
    } finally {
      await log.close();
    }
  }

  /** Says how the child ended, if it has; for `waitUntil`. */
  whyItEnded(): string | undefined {
    if (this.exit === undefined) return undefined;
    return `${this.options.name} ended with ${this.exit}. Its log is ${this.options.logFile}.`;
  }

  /** Ends the child and its own children at once: whatever it holds is not kept. */
  async stop(): Promise<void> {
    if (this.exit !== undefined || this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // It has just gone by itself.
    }
    await this.exited;
  }
}

function endWithParent(command: string, args: readonly string[]): { command: string; args: string[] } {
  if (process.platform !== 'linux') return { command, args: [...args] };
  return { command: 'setpriv', args: ['--pdeathsig', 'KILL', '--', command, ...args] };
}
