import type { AccountDescription } from '../../../sandbox/runtime/description.js';
import { applicationLogin, doorwayOf } from '../../laws/support/environment-clients.js';
import { endState } from '../../laws/support/end-state.js';
import { attackers, watchQuarantine } from '../../laws/support/quarantine-watch.js';
import { startReconnectingClient, type ServiceClient } from '../../laws/support/service-clients.js';
import { setStage } from '../../laws/support/stage.js';
import { doTheJob, newJobOperations, quickAccount, type JobResult } from '../../laws/support/the-job.js';
import { attendWaiting } from './attend-waiting.js';
import { startCrew } from './crew.js';
import { Ledger, type Attempt, type Fired, type Points } from './ledger.js';
import { wakeStopped } from './wake-stopped.js';

/** How soon workers take over from each other here: noticed within two seconds, as on a real cluster within ten. */
export const quickRecovery = JSON.stringify({
  snapshot: '150ms',
  instance: '150ms',
  dns: '100ms',
  lease: '200ms',
  heartbeat: '2s',
  sticky: '300ms',
});

/** The whole job, done by workers that die, and what became of it. */
export interface CrashRun extends JobResult {
  readonly points: Points;
  readonly fired: readonly Fired[];
  readonly attempts: readonly Attempt[];
  readonly endState: readonly string[];
  /** Answers that somebody got from a quarantined instance who must not. */
  readonly leaks: readonly string[];
  /** What a client of the environment was told from its first cutover to the end. */
  readonly clientErrors: readonly string[];
  readonly clientAnswers: number;
  readonly durationMs: number;
}

/** What else happens in a run. */
export interface CrashRunOptions {
  /** A Temporal server of the run's own. */
  readonly temporalAddress?: string;
  /** Called when a worker waits at a point, which goes on afterwards. */
  readonly onWaiting?: (key: string) => Promise<void>;
}

/** Does the job with a crew of workers that keep to a script. */
export async function crashRun(points: Points, options: CrashRunOptions = {}): Promise<CrashRun> {
  const startedAt = Date.now();
  const operations = newJobOperations();
  const ledger = await Ledger.create();
  const stage = await setStage('crash', {
    environments: { qa: quickAccount },
    settings: { BACKLOT_TIMINGS: quickRecovery, ...ledger.settings },
    prepare: (_, { qa }) => ledger.begin({ environment: qa?.name ?? '', operations }, points),
    startWorker: startCrew,
    ...(options.temporalAddress === undefined ? {} : { temporalAddress: options.temporalAddress }),
  });
  const environment = stage.environments['qa'] as AccountDescription;
  const watch = await watchQuarantine(stage.sandbox, operations[0], environment.name);
  const wakeAll = wakeStopped(ledger);
  const releaseAll = attendWaiting(ledger, options.onWaiting ?? (() => Promise.resolve()));
  let service: ServiceClient | undefined;
  const served = async () => {
    const login = await applicationLogin(stage.sandbox, environment, 'users', 'app_ro');
    service = startReconnectingClient(await doorwayOf(stage.sandbox, `${environment.name}-client`), login);
  };
  try {
    const job = await doTheJob(stage, environment, operations, { served });
    await service?.stop();
    return {
      ...job,
      points,
      fired: await ledger.fired(),
      attempts: await ledger.attempts(),
      endState: await endState(stage.sandbox, { environment, operations }),
      leaks: (await watch.stop()).flatMap(({ instance, tries }) =>
        attackers.filter((who) => tries[who]?.answered !== 0).map((who) => `${instance} answered the ${who}`),
      ),
      clientErrors: service?.errors() ?? ['no client was ever served'],
      clientAnswers: service?.answers() ?? 0,
      durationMs: Date.now() - startedAt,
    };
  } finally {
    await wakeAll();
    await releaseAll();
    await service?.stop();
    await watch.stop();
    await stage.close();
    await ledger.remove();
  }
}
