import { hostname } from 'node:os';
import { BacklotError } from '../../domain/errors.js';
import type { StackSlice } from '../../domain/messages/stacks.js';
import { stackKeys } from '../../domain/stacks/state-keys.js';
import { NotReadyError } from '../edge/not-ready.js';
import type { TerraformContext } from './context.js';
import { isOver, isOwnLock, readLock } from './lock.js';
import type { Journal, JournalTarget } from './runner/protocol.js';

type Slice = Pick<StackSlice, 'environment' | 'name'>;

/** Reads what the last apply of a stack has done; `undefined` when there was none. */
export async function readJournal(
  { bucket }: Pick<TerraformContext, 'bucket'>,
  { environment, name }: Slice,
): Promise<Journal | undefined> {
  return (await bucket.readJson(stackKeys.journal(environment, name))) as Journal | undefined;
}

/** Tells whether the last apply said that it did all that it was to do. */
export function isComplete(journal: Journal): boolean {
  return journal.runs.at(-1)?.ended?.code === 0;
}

/** Tells whether no resource was touched by what was journalled. */
export function isUntouched(journal: Journal): boolean {
  return journal.begun.length === 0 && journal.runs.every(({ ended }) => ended?.code === 1);
}

/** Where and how the next run is journalled. */
export function journalTarget(
  { settings }: TerraformContext,
  { environment, name }: Slice,
  before: Journal,
  plan: string,
): JournalTarget {
  return {
    ...settings.state,
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    key: stackKeys.journal(environment, name),
    lockKey: stackKeys.lock(environment, name),
    before,
    plan,
  };
}

/**
 * Waits until nobody works on a stack any more: neither a run of ours, which may have outlived its worker, nor anybody
 * else. The lock of a run that is dead for certain is taken away.
 *
 * @throws {NotReadyError} while somebody does.
 * @throws {BacklotError} `StateLocked` when somebody else has held the lock for too long.
 */
export async function requireQuiet(
  context: TerraformContext,
  stack: Slice,
  journal: Journal | undefined,
): Promise<void> {
  const { pollMs, lockMs, silentMs } = context.settings.patience;
  const { environment, name } = stack;
  const last = journal?.runs.at(-1);
  if (last !== undefined && !isOver(last, silentMs)) {
    throw new NotReadyError(`an earlier run of Terraform on ${last.host} still works on ${name}`, pollMs);
  }
  const lock = await readLock(context.bucket, environment, name);
  if (lock === undefined) return;
  if (journal !== undefined && isOwnLock(lock, journal.runs)) {
    await context.bucket.remove(stackKeys.lock(environment, name));
    return;
  }
  const heldMs = Date.now() - Date.parse(lock.created);
  if (heldMs < lockMs) throw new NotReadyError(`${lock.who} holds the lock of ${name}`, pollMs);
  throw new BacklotError(
    'StateLocked',
    `${lock.who} has held Terraform's lock on ${name} since ${lock.created} (${lock.operation}), so nothing was changed. ` +
      `If nobody works on it, release it: terraform force-unlock ${lock.id}`,
  );
}

/** Notes that all is done although the last run died: what was left to do turned out to be nothing. */
export async function completeJournal({ bucket }: TerraformContext, stack: Slice, journal: Journal): Promise<void> {
  const now = new Date().toISOString();
  const run = { plan: '', startedAt: now, beatAt: now, host: hostname(), pid: 0, who: '', ended: { at: now, code: 0 } };
  const complete: Journal = { ...journal, runs: [...journal.runs, run] };
  await bucket.writeJson(stackKeys.journal(stack.environment, stack.name), complete);
}
