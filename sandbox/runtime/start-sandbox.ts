import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Faults } from '../gateway/faults/faults.js';
import type { CallFilter, RecordedCall } from '../gateway/recorder.js';
import type { Handler } from '../gateway/server.js';
import { createGatewayServer } from '../gateway/server.js';
import { baseArn } from '../organization/policies.js';
import { addEnvironment } from '../organization/seed.js';
import type { ImportedInstance } from '../rds/import-instance.js';
import { startAwsSide, type AwsSide } from './aws-side.js';
import { claimNetwork } from './claim-network.js';
import { answerControl, type SandboxControl } from './control.js';
import { answerFaults } from './control-faults.js';
import { issueCredentials } from './credentials.js';
import { parseDelays, timesFaster } from './delays.js';
import type { AccountDescription, SandboxCredentials, SandboxDescription } from './description.js';
import { productVariables } from './environment-variables.js';
import type { SandboxOptions } from './options.js';
import { parseQuotas } from './quotas.js';
import { Releases } from './releases.js';
import { SandboxError } from './sandbox-error.js';
import { startTemporal } from './temporal-server.js';

/** A running sandbox. */
export interface Sandbox {
  readonly description: SandboxDescription;
  /** The settings by which the product uses it. */
  env(): Record<string, string>;
  /** Recorded AWS calls that match, oldest first. */
  calls(filter?: CallFilter): readonly RecordedCall[];
  /** What goes wrong in it on request. */
  readonly faults: Faults;
  /** Fresh credentials of a role in an account; the administrator's without a role. */
  credentials(account: string, role?: string): Promise<SandboxCredentials>;
  /** Adds an environment's account, filled like the seeded ones. */
  addEnvironment(name: string, regions?: readonly string[]): Promise<AccountDescription>;
  /** Adds a stopped database instance with one automated snapshot. */
  addStoppedInstance(instance: ImportedInstance): Promise<void>;
  /** Ends every process and removes the run directory. */
  close(): Promise<void>;
}

/**
 * Starts a sandbox: Temporal, AWS, name server, the seeded organisation. Ready when it returns; leaves nothing running
 * when it throws.
 *
 * @throws {SandboxError}
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const releases = new Releases();
  try {
    return await start(options, releases);
  } catch (error) {
    await releases.run().catch(() => undefined);
    throw error;
  }
}

async function start(options: SandboxOptions, releases: Releases): Promise<Sandbox> {
  const directory = resolve(options.directory);
  const venv = resolve(options.venv);
  const onProgress = options.onProgress ?? (() => undefined);
  const speed = options.delays ?? 'fast';
  const delays = parseDelays(speed);
  const quotas = parseQuotas(options.quotas ?? [], timesFaster(speed));
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  releases.add(() => rm(directory, { recursive: true, force: true }));

  const handlers = new LateHandlers();
  const server = createGatewayServer(
    (request) => handlers.aws(request),
    (request) => handlers.control(request),
  );
  const { prefix, endpoint } = await claimNetwork(server);
  releases.add(async () => {
    const closed = new Promise<void>((done) => server.close(() => done()));
    server.closeAllConnections();
    await closed;
  });

  onProgress('starting Temporal and AWS');
  const [temporal, aws] = await bothOrNeither(
    // The dev server reaches its own services at 127.0.0.1 whatever address it is told to listen on.
    startTemporal(venv, '127.0.0.1', directory, releases),
    startAwsSide({
      prefix,
      venv,
      directory,
      cacheDirectory: resolve(options.cacheDirectory),
      delays,
      quotas,
      seedSize: options.seedSize ?? 0,
      releases,
      onProgress,
    }),
  );

  const description: SandboxDescription = {
    name: options.name ?? 'default',
    directory,
    pid: process.pid,
    startedAt: new Date().toISOString(),
    endpoint,
    temporalAddress: temporal.address,
    temporalNamespace: temporal.namespace,
    uiAddress: temporal.uiAddress,
    dnsServer: aws.dnsServer,
    venv,
    databaseCaFile: aws.rds.caFile,
    baseCredentialsFile: await writeBaseCredentials(directory, aws),
    accounts: aws.seed.accounts.all(),
    places: aws.seed.places.all(),
    sourceAddresses: aws.seed.places.sourceAddresses(),
  };
  const control = createControl(description, aws);
  handlers.ready(
    (request) => aws.gateway.answer(request),
    (request) => answerControl(control, request),
  );
  await writeFile(join(directory, 'sandbox.json'), JSON.stringify(description, undefined, 2));
  return {
    description,
    env: () => productVariables(control.describe()),
    calls: (filter) => control.calls(filter ?? {}),
    faults: aws.faults,
    credentials: (account, role) => control.credentials(account, role),
    addEnvironment: (name, regions) => control.addEnvironment(name, regions),
    addStoppedInstance: (instance) => aws.rds.importStopped(instance),
    close: () => releases.run(),
  };
}

function createControl(description: SandboxDescription, aws: AwsSide): SandboxControl {
  const { accounts, places } = aws.seed;
  const idOf = (account: string) => accounts.find(account)?.id ?? account;
  return {
    describe: () => ({
      ...description,
      accounts: accounts.all(),
      places: places.all(),
      sourceAddresses: places.sourceAddresses(),
    }),
    calls: (filter) => aws.recorder.find(filter),
    connections: ({ account, region, instance }) => aws.rds.connections(idOf(account), region, instance),
    takeAutomatedSnapshot: ({ account, region, instance }) =>
      aws.rds.takeAutomatedSnapshot(idOf(account), region, instance),
    credentials: (account, role) =>
      issueCredentials({ moto: aws.moto, accounts, accessKeys: aws.accessKeys }, account, role),
    faults: (request) => answerFaults(aws.faults, idOf, request),
    addEnvironment: async (name, regions) => {
      if (!/^[a-z][a-z0-9-]{1,20}$/.test(name)) {
        throw new SandboxError(
          `"${name}" is no name for an account: use lower-case letters, digits and hyphens.`,
          'invalid',
        );
      }
      if (accounts.find(name) !== undefined) {
        throw new SandboxError(`The sandbox has an account "${name}" already. Choose another name.`, 'invalid');
      }
      return await addEnvironment(aws.seed, name, regions ?? ['us-east-1', 'eu-central-1']);
    },
  };
}

async function writeBaseCredentials(directory: string, aws: AwsSide): Promise<string> {
  const { accounts } = aws.seed;
  const builder = accounts.only('builder');
  const key = aws.accessKeys.issueLongLived(builder.id, baseArn(accounts), 'AIDASANDBOXBASEIDENT');
  const { accessKeyId, secretAccessKey } = key;
  const file = join(directory, 'base-credentials.json');
  await writeFile(file, JSON.stringify({ accessKeyId, secretAccessKey, accountId: builder.id }), { mode: 0o600 });
  return file;
}

/** The gateway's address is taken before there is anything to answer; requests that come early wait. */
class LateHandlers {
  private open: (handlers: readonly [Handler, Handler]) => void = () => undefined;
  private readonly handlers = new Promise<readonly [Handler, Handler]>((done) => (this.open = done));

  ready(aws: Handler, control: Handler): void {
    this.open([aws, control]);
  }

  aws: Handler = async (request) => (await this.handlers)[0](request);
  control: Handler = async (request) => (await this.handlers)[1](request);
}

/** Waits for both even if one fails, so that nothing is still being started while the rest is already being ended. */
async function bothOrNeither<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  const [first, second] = await Promise.allSettled([a, b]);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return [first.value, second.value];
}
