import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const directory = fileURLToPath(new URL('../histories/', import.meta.url));
const largestHistory = 50_000_000;

/** A history as the Temporal command line writes it. */
export interface StoredHistory {
  readonly events: Record<string, unknown>[];
}

/** Names the committed histories. */
export async function historyNames(): Promise<string[]> {
  const files = await readdir(directory);
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => path.basename(file, '.json'))
    .toSorted();
}

/** Reads a committed history. */
export async function readHistory(name: string): Promise<StoredHistory> {
  return JSON.parse(await readFile(path.join(directory, `${name}.json`), 'utf8')) as StoredHistory;
}

/** The id under which the workflow of a history ran; a workflow knows its id, so a replay must use the same. */
export function workflowIdOf({ events }: StoredHistory): string {
  const started = events[0]?.['workflowExecutionStartedEventAttributes'] as { workflowId: string } | undefined;
  if (started === undefined) throw new Error('The history does not begin with the start of its workflow.');
  return started.workflowId;
}

/**
 * Writes a workflow's history as the Temporal command line shows it; what the SDK's client fetches cannot be replayed
 * from JSON. Stack traces are left out: they name files of the machine, and no replay reads them.
 */
export async function writeHistory(name: string, workflowId: string, address: string): Promise<void> {
  const venv = process.env.BACKLOT_SANDBOX_VENV ?? '.sandbox/venv';
  const { stdout } = await promisify(execFile)(
    path.resolve(venv, 'bin/temporal'),
    ['workflow', 'show', '--workflow-id', workflowId, '--address', address, '--output', 'json'],
    { maxBuffer: largestHistory },
  );
  const history = JSON.parse(stdout, (key, value: unknown) => (key === 'stackTrace' ? '' : value)) as StoredHistory;
  await mkdir(directory, { recursive: true });
  await writeFile(path.join(directory, `${name}.json`), `${JSON.stringify(history, undefined, 1)}\n`);
}
