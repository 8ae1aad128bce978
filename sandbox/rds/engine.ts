import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import type { Service } from '../gateway/contract.js';
import { KeyMutex } from '../gateway/key-mutex.js';
import { removeDirectory } from '../postgres/data-directory.js';
import { createCertificateAuthority, validUntil } from '../postgres/front/certificate-authority.js';
import type { ConnectionAttempt } from '../postgres/front/connection-log.js';
import { findPostgresPrograms } from '../postgres/programs.js';
import { makeSocketDirectory } from '../postgres/socket-directory.js';
import { ensureTemplate } from '../postgres/template.js';
import { actions } from './actions/table.js';
import { faults } from './faults.js';
import { importInstance, importStopped, type ImportedInstance } from './import-instance.js';
import { Input } from './input.js';
import { Jobs, underFate } from './jobs.js';
import { listElements } from './list-elements.js';
import { defaultDelays, defaultQuotas, type RdsOptions } from './options.js';
import { ParameterFamily } from './parameters.js';
import { ServerSettings } from './server-settings.js';
import { takeBackup } from './snapshot-lifecycle.js';
import { Store } from './store.js';
import type { World } from './world.js';

/** RDS with real PostgreSQL servers behind its instances. */
export interface RdsEngine extends Service {
  /** The certificate of the authority that signed the instances' certificates, in a file. */
  readonly caFile: string;
  /** Resolves when instances can be made; every call waits for it by itself. */
  ready(): Promise<void>;
  /** Ends all servers at once. The state directory is left to its owner. */
  close(): Promise<void>;
  /** Takes an automated snapshot now, as the backup window would, and returns its name when it is available. */
  takeAutomatedSnapshot(accountId: string, region: string, instanceId: string): Promise<string>;
  /** Makes an instance of a prepared data directory, which is copied, and returns when it is available. */
  importInstance(instance: ImportedInstance): Promise<void>;
  /** Makes a stopped instance with one automated snapshot of a prepared data directory, which is not copied. */
  importStopped(instance: ImportedInstance): Promise<void>;
  /** Copies an instance's data as a storage snapshot would. */
  exportDataDirectory(accountId: string, region: string, instanceId: string, to: string): Promise<void>;
  /** Who tried to connect to an instance, refused attempts included, oldest first. */
  connections(accountId: string, region: string, instanceId: string): readonly ConnectionAttempt[];
}

/** Makes the engine. It prepares itself in the background; nothing runs before the first instance. */
export function createRdsEngine(given: RdsOptions): RdsEngine {
  const options = { ...given, stateDirectory: resolve(given.stateDirectory), venv: resolve(given.venv) };
  const caFile = resolve(options.caFile ?? join(options.stateDirectory, 'ca.pem'));
  const store = new Store();
  const jobs = new Jobs();
  const built = buildWorld(options, caFile, store, jobs);
  // Whoever uses the engine first gets the error; it must not end the process before that.
  built.catch(() => undefined);
  return {
    name: 'rds',
    listElements,
    caFile,
    async ready() {
      await built;
    },
    async handle(call) {
      const action = actions.get(call.action);
      if (action === undefined) throw faults.notImplemented(call.action);
      const world = await built;
      const fated = call.fate === undefined ? world : { ...world, jobs: underFate(world.jobs, call.fate) };
      return await action(fated, call, new Input(call.parameters));
    },
    async takeAutomatedSnapshot(accountId, region, instanceId) {
      const world = await built;
      const instance = store.region({ accountId, region }).instance(instanceId);
      if (instance.status !== 'available') throw faults.instanceState(instance.identifier, instance.status);
      return await takeBackup(world, instance);
    },
    async importInstance(instance) {
      await importInstance(await built, instance);
    },
    async importStopped(instance) {
      await importStopped(await built, instance);
    },
    async exportDataDirectory(accountId, region, instanceId, to) {
      await store.region({ accountId, region }).instance(instanceId).host.snapshotTo(to);
    },
    connections(accountId, region, instanceId) {
      return store.region({ accountId, region }).instance(instanceId).host.connections();
    },
    async close() {
      await jobs.close();
      const world = await built.catch(() => undefined);
      const instances = store.all().flatMap((region) => [...region.instances.values()]);
      await Promise.all(instances.map(({ host }) => host.halt('immediate')));
      if (world !== undefined) await removeDirectory(world.sockets);
    },
  };
}

async function buildWorld(options: RdsOptions, caFile: string, store: Store, jobs: Jobs): Promise<World> {
  const cache = resolve(options.cacheDirectory ?? join(options.stateDirectory, 'cache'));
  await mkdir(cache, { recursive: true });
  await mkdir(dirname(caFile), { recursive: true });
  const [template, authority] = await Promise.all([
    findPostgresPrograms(options.venv).then((programs) => ensureTemplate(programs, cache)),
    createCertificateAuthority(),
  ]);
  await writeFile(caFile, authority.pem);
  return {
    options,
    delays: { ...defaultDelays, ...options.delays },
    quotas: { ...defaultQuotas, ...options.quotas },
    template,
    settings: await ServerSettings.of(template),
    family: new ParameterFamily(template.parameters),
    authority,
    certificatesValidUntil: validUntil(authority.pem),
    store,
    jobs,
    copies: new KeyMutex(),
    sockets: await makeSocketDirectory(join(options.stateDirectory, 's')),
    nextAddress: addressSequence(options.addressPrefix),
    log: options.log ?? (() => undefined),
  };
}

/** Gives out PREFIX.16.1 and up; an address is not used twice, since clients may still hold it. */
function addressSequence(prefix: string): () => string {
  let given = 0;
  return () => {
    const [third, fourth] = [16 + Math.floor(given / 254), 1 + (given % 254)];
    given = (given + 1) % (200 * 254);
    return `${prefix}.${String(third)}.${String(fourth)}`;
  };
}
