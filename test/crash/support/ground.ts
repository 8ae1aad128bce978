import type { AccountDescription } from '../../../sandbox/runtime/description.js';
import { waitUntil } from '../../../sandbox/runtime/wait-until.js';
import { applicationLogin, doorwayOf } from '../../laws/support/environment-clients.js';
import type { Document } from '../../laws/support/fleet-directory.js';
import { startReconnectingClient, type ServiceClient } from '../../laws/support/service-clients.js';
import { newOperationId, setStage, type Stage } from '../../laws/support/stage.js';
import { quickAccount } from '../../laws/support/the-job.js';
import { quickRecovery } from './crash-run.js';
import { startCrew } from './crew.js';
import { Ledger } from './ledger.js';

const patienceMs = 600_000;

/** The one database of an environment on which operators intervene: the one that has a hook. */
export const database = 'users';

/** An environment that serves, with a client that never stops asking, for one operation after the other. */
export interface Ground {
  readonly stage: Stage;
  readonly ledger: Ledger;
  readonly environment: AccountDescription;
  readonly service: ServiceClient;
  /** Lets a new generation serve, so that there is one to go back to. */
  refresh(): Promise<void>;
  /** Waits until none of the workflows is open, by their ids. */
  settled(workflowIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Makes an environment that serves. */
export async function layGround(): Promise<Ground> {
  const ledger = await Ledger.create();
  const stage = await setStage('ground', {
    environments: { qa: oneDatabase },
    settings: { BACKLOT_TIMINGS: quickRecovery, ...ledger.settings },
    prepare: (_, { qa }) => ledger.begin({ environment: qa?.name ?? '', operations: [] }, {}),
    startWorker: startCrew,
  });
  const environment = stage.environments['qa'] as AccountDescription;
  const refresh = async () => {
    const operationId = newOperationId();
    await ledger.begin({ environment: environment.name, operations: [operationId] }, {});
    await (await stage.start('refreshEnvironment', { account: environment.name, operationId })).result();
  };
  try {
    await refresh();
    const login = await applicationLogin(stage.sandbox, environment, database, 'app_ro');
    const service = startReconnectingClient(await doorwayOf(stage.sandbox, `${environment.name}-client`), login);
    return {
      stage,
      ledger,
      environment,
      service,
      refresh,
      settled: (workflowIds) => settled(stage, workflowIds),
      async close() {
        await service.stop();
        await stage.close();
        await ledger.remove();
      },
    };
  } catch (error) {
    await stage.close();
    await ledger.remove();
    throw error;
  }
}

function oneDatabase(account: Document): void {
  quickAccount(account);
  (account['databases'] as Document)['include'] = [database];
}

async function settled({ client }: Stage, workflowIds: readonly string[]): Promise<void> {
  for (const workflowId of workflowIds) {
    await waitUntil(async () => !(await isOpen(client, workflowId)), {
      what: `${workflowId} to end`,
      timeoutMs: patienceMs,
    });
  }
}

async function isOpen(client: Stage['client'], workflowId: string): Promise<boolean> {
  try {
    return (await client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return false;
    throw error;
  }
}
