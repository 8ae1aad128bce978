import { setTimeout as sleep } from 'node:timers/promises';
import { SandboxError } from './sandbox-error.js';

/** Something that is waited for. */
export interface Wait {
  /** For the message when time is up: `the Temporal server to answer`. */
  readonly what: string;
  readonly timeoutMs: number;
  /** Ends the wait at once when it returns a reason. */
  readonly failed?: () => string | undefined;
}

/**
 * Asks again every 25 ms until `check` says yes. A check that throws counts as no.
 *
 * @throws {SandboxError} when time is up or `failed` gives a reason.
 */
export async function waitUntil(check: () => Promise<boolean>, { what, timeoutMs, failed }: Wait): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await check().catch(() => false))) {
    const reason = failed?.();
    if (reason !== undefined) throw new SandboxError(reason);
    if (Date.now() > end) {
      throw new SandboxError(
        `Waited ${timeoutMs / 1000} s for ${what}, in vain. Look at the logs in the run directory.`,
      );
    }
    await sleep(25);
  }
}
