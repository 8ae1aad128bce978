import { setStage } from '../../laws/support/stage.js';
import { addCloset, newClosetName } from './closet.js';
import { quickRecovery, type CrashRun } from './crash-run.js';
import { startCrew } from './crew.js';
import { killInMidApply, victims, type Death } from './kill-in-mid-apply.js';
import { Ledger, type Points } from './ledger.js';
import { doTheSpawnJob, newSpawnOperations, type SpawnJobResult, type SpawnPart } from './spawn-job.js';
import { stateBucketOf } from './spawned-state.js';

/** Deaths in the middle of an apply, and in the middle of a stack's end. */
export const middles = [...victims.map((victim) => `apply/${victim}`), 'destroy/all-three'];

/** An environment that was made and destroyed by workers that die, and what became of it. */
export interface SpawnRun extends SpawnJobResult, Pick<CrashRun, 'points' | 'fired' | 'attempts' | 'durationMs'> {
  readonly deaths: readonly Death[];
  /** Every boundary of the work that its workers came to. */
  readonly boundaries: readonly string[];
}

/** Does the job in a new environment with a crew of workers that keep to a script. */
export async function spawnRun(points: Points): Promise<SpawnRun> {
  const startedAt = Date.now();
  const account = newClosetName();
  const operations = newSpawnOperations();
  const ledger = await Ledger.create();
  const deaths: Death[] = [];
  const stage = await setStage('closet', {
    environments: {},
    settings: { BACKLOT_TIMINGS: quickRecovery, ...ledger.settings },
    prepare: async (fleet) => {
      await addCloset(fleet, account);
      await ledger.begin({ environment: account, operations }, points);
    },
    startWorker: startCrew,
  });
  // The network is the largest of the stacks: there is time to die in it more than once.
  const network = { environment: account, stack: `${account}.network.us-east-1` };
  const bucket = await stateBucketOf(stage.sandbox);
  const during = async <T>(part: SpawnPart, work: () => Promise<T>): Promise<T> => {
    const meant = middles.filter((key) => key.startsWith(`${part}/`) && points[key] !== undefined);
    const stop = killInMidApply(bucket, network, meant);
    try {
      return await work();
    } finally {
      deaths.push(...(await stop()));
    }
  };
  try {
    const job = await doTheSpawnJob(stage, account, operations, during);
    return {
      ...job,
      points,
      fired: await ledger.fired(),
      attempts: await ledger.attempts(),
      deaths,
      boundaries: await ledger.reached(),
      durationMs: Date.now() - startedAt,
    };
  } finally {
    await stage.close();
    await ledger.remove();
  }
}
