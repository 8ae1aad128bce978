import type { Workflow, WorkflowHandle, WorkflowResultType } from '@temporalio/client';
import { readClean, writeClean } from '../../../activities/terraform/clean-record.js';
import type { DestroyResult } from '../../../domain/messages/destroy.js';
import type { SpawnStep } from '../../../domain/messages/spawn.js';
import type { SweptLeftover } from '../../../domain/messages/sweep.js';
import { labelOf } from '../../../cli/operations/labels.js';
import { newOperationId, type Stage } from '../../laws/support/stage.js';
import { closetStacks } from './closet.js';
import { keepLooking } from './keep-looking.js';
import { spawnedState, stateBucketOf } from './spawned-state.js';

const lookEveryMs = 1_000;
const longestMs = 40 * 60_000;

/** The operation ids of the job: made, made again, looked at, destroyed. */
export type SpawnOperations = readonly [made: string, again: string, look: string, gone: string];

/** Makes operation ids for a job. */
export function newSpawnOperations(): SpawnOperations {
  return [newOperationId(), newOperationId(), newOperationId(), newOperationId()];
}

/** The part of the job in which stacks are made, and the one in which they go. */
export type SpawnPart = 'apply' | 'destroy';

/** What came of the job. */
export interface SpawnJobResult {
  /** What each stack had to say when the environment was made once more, by real plans. */
  readonly again: readonly SpawnStep[];
  /** The accounts that the two spawns have named. */
  readonly accountIds: readonly string[];
  /** What a sweep would clear away of it. */
  readonly leftovers: readonly SweptLeftover[];
  readonly end: Pick<DestroyResult, 'outcome' | 'staying'>;
  readonly afterSpawn: readonly string[];
  readonly afterDestroy: readonly string[];
}

/** Makes an environment from nothing, makes it again, looks at what would go, and destroys exactly that. */
export async function doTheSpawnJob(
  stage: Stage,
  account: string,
  operations: SpawnOperations,
  during: <T>(part: SpawnPart, work: () => Promise<T>) => Promise<T> = (_, work) => work(),
): Promise<SpawnJobResult> {
  const { sandbox } = stage;
  const [made, again, look, gone] = operations;
  const spawn = async (operationId: string) =>
    await resultOf(await stage.start('spawnAccount', { account, operationId }, `spawnAccount/${operationId}`));
  const destroy = async (operationId: string, more: object) => {
    const wanted = { account, operationId, leftovers: 'delete', ...more } as const;
    return await resultOf(await stage.start('destroyAccount', wanted, `destroyAccount/${operationId}`));
  };

  const first = await during('apply', () => spawn(made));
  const afterSpawn = await spawnedState(sandbox, { account, operations });
  await forgetCleanPlans(stage, account);
  const second = await spawn(again);
  const { leftovers } = await (await stage.start('sweep', {})).result();
  const { digest } = await destroy(look, {});
  const { outcome, staying } = await during('destroy', () => destroy(gone, { digest, confirm: account }));
  return {
    again: second.steps.filter(({ name }) => name.startsWith(`${account}.`)),
    accountIds: [...new Set([first.accountId, second.accountId])],
    leftovers: leftovers.filter(
      ({ account: place, id }) => place === first.accountId || operations.some((operation) => id.includes(operation)),
    ),
    end: { outcome, staying },
    afterSpawn,
    afterDestroy: await spawnedState(sandbox, { account, operations }),
  };
}

/**
 * Waits for an operation. One in which a step has failed for good would wait for a person, and one that waits for something
 * that never comes for a day: both end here.
 */
async function resultOf<T extends Workflow>(handle: WorkflowHandle<T>): Promise<WorkflowResultType<T>> {
  const deadline = Date.now() + longestMs;
  let isEnded = false;
  const stop = keepLooking(async () => {
    if (isEnded) return;
    const waits = labelOf(await handle.describe(), 'phase') === 'waiting for a person';
    isEnded = waits || Date.now() > deadline;
    if (waits) await handle.executeUpdate('abandon', { args: [{ reason: 'nobody is here to mend it' }] });
    else if (isEnded) await handle.terminate('it has taken too long');
  }, lookEveryMs);
  try {
    return await handle.result();
  } finally {
    isEnded = true;
    await stop();
  }
}

/** Makes what was found clean long ago, so that nothing is believed without a plan. */
async function forgetCleanPlans({ sandbox }: Stage, environment: string): Promise<void> {
  const bucket = await stateBucketOf(sandbox);
  for (const scope of closetStacks) {
    const stack = { environment, name: `${environment}.${scope}` };
    const record = await readClean(bucket, stack);
    if (record !== undefined) await writeClean(bucket, stack, { ...record, at: new Date(0).toISOString() });
  }
}
