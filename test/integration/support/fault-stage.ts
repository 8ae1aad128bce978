import type { Fault, FaultSpec } from '../../../sandbox/gateway/faults/fault.js';
import type { RecordedCall } from '../../../sandbox/gateway/recorder.js';
import type { AccountDescription } from '../../../sandbox/runtime/description.js';
import { sharedSandbox, uniqueEnvironment, type SharedSandbox } from './sandbox.js';

/** An environment of one test file, in which things go wrong without disturbing the others. */
export interface FaultStage {
  readonly sandbox: SharedSandbox;
  readonly environment: AccountDescription;
  /** Its administrator's. */
  readonly clientOptions: {
    readonly region: string;
    readonly endpoint: string;
    readonly forcePathStyle: true;
    readonly credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  };
  /** Does something while a fault meets the environment's calls. */
  under<T>(spec: FaultSpec, work: (fault: Fault) => Promise<T>): Promise<T>;
  /** The recorded calls that a fault had a part in. */
  injected(faultId: string): Promise<RecordedCall[]>;
}

/** Adds the environment. */
export async function faultStage(): Promise<FaultStage> {
  const sandbox = sharedSandbox();
  const { client, description } = sandbox;
  const environment = await client.addEnvironment(uniqueEnvironment());
  const { accessKeyId, secretAccessKey, sessionToken } = await client.credentials(environment.name);
  return {
    sandbox,
    environment,
    clientOptions: {
      region: 'us-east-1',
      endpoint: description.endpoint,
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    },
    async under(spec, work) {
      const fault = await client.addFault({ ...spec, account: environment.name });
      try {
        return await work(fault);
      } finally {
        await client.removeFaults({ id: fault.id });
      }
    },
    async injected(faultId) {
      const calls = await client.calls({ account: environment.id });
      return calls.filter(({ injected = [] }) => injected.some(({ id }) => id === faultId));
    },
  };
}
