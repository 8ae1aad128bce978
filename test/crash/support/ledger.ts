import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What happens to a worker at a boundary: it dies, it is stopped, or it waits for leave. */
export type Verb = 'kill' | 'stop' | 'wait';

/** What a worker does at which boundary. */
export type Points = Readonly<Record<string, Verb>>;

/** A point that was come to, with what happened there. */
export interface Fired {
  readonly key: string;
  readonly verb: Verb;
  readonly attempt: number;
  readonly pid: number;
  /** ms since the epoch. */
  readonly at: number;
}

/** An attempt of a step. */
export interface Attempt {
  readonly step: string;
  readonly attempt: number;
  readonly at: number;
}

/** Whose steps are named: names that differ from run to run are left out of the keys of points. */
export interface NamedRun {
  readonly environment: string;
  readonly operations: readonly string[];
}

/** A defect that workers play: at a later attempt a step has forgotten its name, or does not see what is there. */
export type Mutant = 'forgets-its-name' | 'sees-nothing';

/**
 * The files by which the workers of a run agree on what has happened; they survive the workers. A round of it is one
 * run of a job.
 */
export class Ledger {
  private rounds = 0;
  private round = '';

  private constructor(readonly path: string) {}

  static async create(): Promise<Ledger> {
    return new Ledger(await mkdtemp(join(tmpdir(), 'backlot-ledger-')));
  }

  /** The settings of workers that keep to the script. */
  get settings(): Record<string, string> {
    return {
      BACKLOT_WORKER_INTERCEPTORS: ['boundaries', 'mutants']
        .map((name) => resolve(`test/crash/support/${name}.mjs`))
        .join(','),
      BACKLOT_TEST_SCRIPT: join(this.path, 'script.json'),
    };
  }

  /** Begins a round; the first one before any worker starts. */
  async begin(run: NamedRun, points: Points, mutant?: Mutant): Promise<void> {
    this.rounds += 1;
    this.round = join(this.path, String(this.rounds));
    for (const directory of ['steps', 'fired', 'leave']) await mkdir(join(this.round, directory), { recursive: true });
    const file = join(this.path, 'script.json');
    await writeFile(`${file}.part`, JSON.stringify({ ledger: this.round, ...run, points, mutant }));
    await rename(`${file}.part`, file);
  }

  /** Every boundary that was come to, once, in the order of the first time. */
  async reached(): Promise<string[]> {
    const lines = await this.lines<{ key: string }>('reached');
    return [...new Set(lines.map(({ key }) => key))];
  }

  async fired(): Promise<Fired[]> {
    const directory = join(this.round, 'fired');
    const texts = await Promise.all((await readdir(directory)).map((file) => readFile(join(directory, file), 'utf8')));
    // A worker that has just begun to write is read at the next look.
    return texts
      .filter((text) => text.endsWith('}'))
      .map((text) => JSON.parse(text) as Fired)
      .toSorted((a, b) => a.at - b.at);
  }

  /** Attempts after the first. */
  async attempts(): Promise<Attempt[]> {
    return await this.lines<Attempt>('attempts');
  }

  /** Lets a worker go on that waits at a point. */
  async allow(key: string): Promise<void> {
    await writeFile(join(this.round, 'leave', encodeURIComponent(key)), '');
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  private async lines<T>(name: string): Promise<T[]> {
    const text = await readFile(join(this.round, `${name}.jsonl`), 'utf8').catch(() => '');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);
  }
}
