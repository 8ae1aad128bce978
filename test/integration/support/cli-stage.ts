import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { WakeWatch } from '../../../activities/edge/wake-watch.js';
import { cleanroomQueue, environmentQueue, hooksQueue, mainQueue, terraformQueue } from '../../../domain/queues.js';
import { createActivityEdge } from '../../../workers/edge/activity-edge.js';
import { workflowBundle } from '../../../workers/workflow-bundle.js';
import { createFakeActivities, createFakeCloud } from '../../workflow/support/cloud/fake-cloud.js';
import type { Resources } from '../../workflow/support/cloud/resources.js';
import { createFakeFleet, type FakeFleet } from '../../workflow/support/cloud/fleet.js';
import { Faults } from '../../workflow/support/faults.js';
import { startTemporalServer } from '../../workflow/support/temporal-server.js';

/** A Temporal server of the test's own, for the command line to talk to. */
export interface CliStage {
  readonly client: Client;
  readonly faults: Faults;
  readonly fleet: FakeFleet;
  readonly world: Resources;
  /** The variables that lead the command line here. */
  readonly env: Readonly<Record<string, string>>;
  /** Serves the queues of Acme's qa1 with the real workflows and activities that only pretend. */
  serve(): Promise<void>;
  strike(): Promise<void>;
}

/** Sets up a server and, once `serve` is called, workers under the names that Acme's fleet gives them. */
export async function setCliStage(): Promise<CliStage> {
  const server = await startTemporalServer();
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ connection, namespace: server.namespace });
  const fleet = asAcme(createFakeFleet('cli'));
  const world = createFakeCloud(fleet);
  const faults = new Faults();
  const stops: (() => Promise<unknown>)[] = [];
  return {
    client,
    faults,
    fleet,
    world,
    env: { TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: server.namespace, BACKLOT_FLEET: 'examples/acme' },
    async serve() {
      const native = await NativeConnection.connect({ address: server.address });
      stops.push(() => native.close());
      const fakes = createFakeActivities(world, fleet, client);
      const queues = {
        [mainQueue]: fakes.main,
        [cleanroomQueue('us-east-1')]: fakes.cleanroom,
        [environmentQueue('qa1', 'us-east-1')]: fakes.environment,
        [terraformQueue]: fakes.terraform,
        [hooksQueue]: fakes.hooks,
      };
      for (const [taskQueue, activities] of Object.entries(queues)) {
        const worker = await Worker.create({
          connection: native,
          taskQueue,
          activities: faults.around(activities),
          interceptors: { activity: [createActivityEdge(new WakeWatch())] },
          ...(taskQueue === mainQueue ? { workflowBundle: workflowBundle() } : {}),
        });
        const running = worker.run();
        stops.push(() => (worker.shutdown(), running));
      }
    },
    async strike() {
      for (const stop of stops.toReversed()) await stop();
      await connection.close();
      await server.stop();
    },
  };
}

/** Gives the pretended fleet the names that the command line finds in Acme's. */
function asAcme(fleet: FakeFleet): FakeFleet {
  const text = JSON.stringify(fleet)
    .replaceAll('region-cli', 'us-east-1')
    .replaceAll('qa-cli', 'qa1')
    .replaceAll('-cli', '');
  return JSON.parse(text) as FakeFleet;
}
