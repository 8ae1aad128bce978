import {
  CancellationScope,
  condition,
  defineSignal,
  getExternalWorkflowHandle,
  setHandler,
  sleep,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { durationMs } from '../../domain/duration.js';
import { leaseId, type LeaseInput } from '../../domain/messages/lease.js';
import type { OnBusy } from '../../domain/messages/refresh.js';
import { reads, untilHolderGone, waits } from './activities.js';
import { failure } from './failure.js';
import { label } from './operation.js';

/** Ends a lease; only its holder's word counts. */
export const releaseSignal = defineSignal<[{ holder: string }]>('release');

// A lease that was told to end does so in milliseconds; one that has not by then is looked at.
const quickEnd = '2s';

/** What came of an operation that needs a lease: its result, or who holds the lease instead. */
export type Leased<T> = { readonly result: T } | { readonly holder: string };

/**
 * Is open for as long as its holder holds a resource. The server lets one workflow of this id be open, which makes the
 * lease exclusive; that it ends with its holder, and not with the holder's run, makes it survive a reset.
 */
export async function lease({ resource, holder }: LeaseInput): Promise<void> {
  let released = false;
  setHandler(releaseSignal, (by) => {
    released ||= by.holder === holder;
  });
  label({ phase: `held by ${holder}`, environment: resource });
  const watching = new CancellationScope();
  const gone = watching.run(() => untilHolderGone({ holder })).catch(() => undefined);
  await Promise.race([condition(() => released), gone]);
  watching.cancel();
  await gone;
}

/**
 * Does work while holding a resource, and only then. If somebody else holds it: fails, tells who (`skip`), or waits.
 * If somebody ends the lease meanwhile, the work is cancelled and the operation fails with `LeaseLost`.
 */
export async function withLease<T>(resource: string, onBusy: OnBusy, work: () => Promise<T>): Promise<Leased<T>> {
  const held = await take(resource, onBusy);
  if ('holder' in held) return held;
  const scope = new CancellationScope();
  let done = false;
  let lost = false;
  void held.ended.then(() => {
    lost = !done;
    if (lost) scope.cancel();
  });
  try {
    return { result: await scope.run(work) };
  } catch (error) {
    if (lost) throw failure('LeaseLost', `Somebody ended the lease of ${resource}, so the operation stopped.`);
    throw error;
  } finally {
    done = true;
    await CancellationScope.nonCancellable(() => held.release());
  }
}

interface Held {
  /** Settles when the lease workflow ends, for whatever reason. */
  readonly ended: Promise<void>;
  release(): Promise<void>;
}

async function take(resource: string, onBusy: OnBusy): Promise<Held | { holder: string }> {
  const me = workflowInfo().workflowId;
  const deadline = onBusy.startsWith('wait:') ? Date.now() + durationMs(onBusy.slice('wait:'.length)) : 0;
  for (;;) {
    try {
      return await start(resource, me);
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    const { holder, holderOpen } = await reads.describeLease({ resource });
    if (holder === me) return adopt(resource, me);
    if (holder !== undefined && isHeldForUs(holder)) return heldByParent();
    if (holder === undefined || !holderOpen) {
      await waits.awaitWorkflowClosed({ workflowId: leaseId(resource) });
      continue;
    }
    if (onBusy === 'skip') return { holder };
    const left = deadline - Date.now();
    if (left <= 0) {
      throw failure('LeaseHeld', `${resource} is held by ${holder}. Wait until it has ended, or cancel it.`, {
        holder,
      });
    }
    await CancellationScope.withTimeout(left, () => waits.awaitWorkflowClosed({ workflowId: holder })).catch(
      (reason: unknown) => {
        if (CancellationScope.current().consideredCancelled) throw reason;
      },
    );
  }
}

/**
 * Tells whether a holder is this workflow, or the one that started it: what a parent holds it holds for its children.
 * Who the parent is comes from the server and never from an input.
 */
export function isHeldForUs(holder: string | undefined): boolean {
  const { workflowId, parent } = workflowInfo();
  return holder === workflowId || (holder !== undefined && holder === parent?.workflowId);
}

/** A parent that loses its lease cancels its children itself. */
function heldByParent(): Held {
  return { ended: new Promise(() => undefined), release: () => Promise.resolve() };
}

/** Starts the lease where a cancellation cannot end it before the holder has cleaned up. */
function start(resource: string, me: string): Promise<Held> {
  return CancellationScope.nonCancellable(async () => {
    const child = await startChild(lease, {
      workflowId: leaseId(resource),
      args: [{ resource, holder: me }],
      memo: { holder: me },
      parentClosePolicy: 'ABANDON',
      staticSummary: `${resource} is held by ${me}`,
    });
    return held(resource, me, child.result());
  });
}

/** Takes over the lease that an earlier run of this workflow id started: this run is its reset. */
function adopt(resource: string, me: string): Held {
  return held(
    resource,
    me,
    CancellationScope.nonCancellable(() => waits.awaitWorkflowClosed({ workflowId: leaseId(resource) })),
  );
}

/**
 * What the holder keeps. After a reset the server tells the end of the lease to the earlier run only, so a release that
 * hears nothing looks whether the lease has ended.
 */
function held(resource: string, me: string, closed: Promise<unknown>): Held {
  const ended = closed.then(
    () => undefined,
    () => undefined,
  );
  return {
    ended,
    release: async () => {
      await getExternalWorkflowHandle(leaseId(resource))
        .signal(releaseSignal, { holder: me })
        .catch(() => undefined);
      const looking = new CancellationScope();
      const seen = looking.run(async () => {
        await sleep(quickEnd);
        await waits.awaitWorkflowClosed({ workflowId: leaseId(resource) });
      });
      await Promise.race([ended, seen.catch(() => undefined)]);
      looking.cancel();
    },
  };
}
