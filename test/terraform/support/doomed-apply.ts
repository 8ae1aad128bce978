import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../../../activities/terraform/is-alive.js';
import type { Journal } from '../../../activities/terraform/runner/protocol.js';
import type { StackSlice } from '../../../domain/messages/stacks.js';
import { stackKeys } from '../../../domain/stacks/state-keys.js';
import { productVariables } from '../../../sandbox/runtime/environment-variables.js';
import { waitUntil } from '../../../sandbox/runtime/wait-until.js';
import { spawnTethered } from '../../support/spawn-tethered.js';
import type { Ground } from './ground.js';

const timeoutMs = 240_000;

/** An apply in a process of its own, which is about to die. */
export interface DoomedApply {
  /** The processes that work on it, as soon as all of them are known. */
  pids(): Promise<{ worker: number; runner: number; terraform: number }>;
  /** Waits until the journal fulfils a condition. */
  until(what: string, holds: (journal: Journal) => boolean): Promise<void>;
  /** Kills some of the processes at the same moment. */
  kill(...pids: readonly number[]): void;
  /** Waits until the worker has ended; the others may go on. */
  ended(): Promise<string>;
}

/** Starts an apply in a process of its own. */
export async function startApply(ground: Ground, stack: StackSlice, digest: string): Promise<DoomedApply> {
  const { sandbox, fleet, directory, operationId } = ground;
  const argument = JSON.stringify({ fleet: fleet.path, directory, input: { operationId, stack, digest } });
  const { child, output, release } = spawnTethered(
    process.execPath,
    ['test/terraform/support/apply-alone.mjs', argument],
    {
      cwd: process.cwd(),
      env: { PATH: process.env['PATH'] ?? '', ...productVariables(await sandbox.client.describe()) },
    },
  );
  const exited = once(child, 'exit');
  const journal = () => journalOf(ground, stack);

  async function until(what: string, holds: (journal: Journal) => boolean): Promise<void> {
    await waitUntil(
      async () => {
        const now = await journal();
        return now !== undefined && holds(now);
      },
      { what, timeoutMs, failed: () => (child.exitCode === null ? undefined : output()) },
    );
  }

  return {
    until,
    async pids() {
      await until('Terraform to be started', ({ runs }) => (runs.at(-1)?.pid ?? 0) > 0);
      const [workspace = ''] = await readdir(directory);
      const runner = Number(await readFile(join(directory, workspace, 'runner.pid'), 'utf8'));
      return { worker: child.pid ?? 0, runner, terraform: (await journal())?.runs.at(-1)?.pid ?? 0 };
    },
    kill(...pids) {
      for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    },
    async ended() {
      await exited;
      release();
      return output();
    },
  };
}

/** Reads what the apply of a stack has journalled; `undefined` when nothing was applied. */
export async function journalOf({ bucket }: Ground, { environment, name }: StackSlice): Promise<Journal | undefined> {
  return (await bucket.readJson(stackKeys.journal(environment, name))) as Journal | undefined;
}

/** Applies as Temporal does: again while it is not ready yet, or when what happened may pass. */
export async function applyAgain(ground: Ground, stack: StackSlice, digest: string) {
  let passing: unknown;
  let permanent: string | undefined;
  let applied: Awaited<ReturnType<Ground['apply']>> | undefined;
  await waitUntil(
    async () => {
      try {
        applied = await ground.apply({ stack, digest });
      } catch (error) {
        if (error instanceof Error && isPassing(error)) passing = error;
        else permanent = String(error);
      }
      return applied !== undefined;
    },
    {
      what: `another attempt to apply ${stack.name}`,
      timeoutMs: 2 * timeoutMs,
      failed: () => permanent,
    },
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}; what passed: ${String(passing)}`);
  });
  return applied;
}

function isPassing(error: Error): boolean {
  if (error.name === 'NotReadyError') return true;
  return 'code' in error && ['Unreachable', 'Throttled', 'CredentialsExpired'].includes(String(error.code));
}
