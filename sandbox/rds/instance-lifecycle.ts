import { takeAtLeast } from './jobs.js';
import { dropSecret } from './master-secret.js';
import { endpointName } from './names.js';
import { groupValues } from './parameter-groups.js';
import type { InstanceDraft, InstanceRecord } from './records.js';
import { removeSnapshotData, startAutomatedSnapshot } from './snapshot-lifecycle.js';
import { regionOf, type World } from './world.js';

/** How a new instance comes to its data, and what is done on it before anybody is let in. */
export interface Birth {
  readonly delay: number;
  /** The status in which a failure leaves the instance. */
  readonly failed: 'failed' | 'incompatible-restore';
  readonly event: string;
  fill(dataDirectory: string): Promise<void>;
  prepare?(): Promise<void>;
}

/** Brings a new instance to life in the background: creating, backing-up when it has backups, available. */
export function startInstance(world: World, record: InstanceRecord, birth: Birth): void {
  const { events } = regionOf(world, record);
  world.jobs.start(
    record,
    async (signal) => {
      await takeAtLeast(birth.delay, signal, async () => {
        await birth.fill(record.host.dataDirectory);
        signal.throwIfAborted();
        record.parameters = groupValues(world, record, record.parameterGroup.name);
        await record.host.boot();
        await birth.prepare?.();
        if (record.masterSecret !== undefined) record.masterSecret.status = 'active';
      });
      record.createdAt = new Date();
      await openInstance(world, record);
      events.instance(record, 'creation', birth.event);
      if (record.backupRetention > 0) {
        const snapshot = startAutomatedSnapshot(world, record);
        await snapshot.done;
        signal.throwIfAborted();
      }
      record.status = 'available';
    },
    (error) => failInstance(world, record, birth.failed, error),
  );
}

/** Lets clients in under the instance's present name. */
export async function openInstance(world: World, record: InstanceRecord): Promise<void> {
  await record.host.open();
  world.options.dns.setAddress(endpointName(record, record.identifier), record.host.address);
}

/** Lets nobody in any more and takes the name out of the DNS. */
export async function shutInstance(world: World, record: InstanceRecord): Promise<void> {
  world.options.dns.removeAddress(endpointName(record, record.identifier));
  await record.host.shut();
}

/** Leaves an instance in a status that only deleting gets it out of, and says why in its events. */
export function failInstance(world: World, record: InstanceDraft, status: string, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  record.status = status;
  regionOf(world, record).events.instance(record, 'failure', reason);
  world.log(`DB instance ${record.identifier} of ${record.accountId} is ${status}: ${reason}`);
}

/** Restarts the server with the values that its parameter group has now. */
export function rebootInstance(world: World, record: InstanceRecord): void {
  const { events } = regionOf(world, record);
  record.status = 'rebooting';
  world.jobs.start(
    record,
    async (signal) => {
      await takeAtLeast(world.delays.rebooting, signal, async () => {
        await record.host.halt('fast');
        events.instance(record, 'availability', 'DB instance shutdown');
        await bootWithGroup(world, record);
      });
      await record.host.open();
      events.instance(record, 'availability', 'DB instance restarted');
      record.status = 'available';
    },
    (error) => failInstance(world, record, 'incompatible-parameters', error),
  );
}

/** Stops an instance; its storage stays. */
export function stopInstance(world: World, record: InstanceRecord): void {
  record.status = 'stopping';
  world.jobs.start(
    record,
    async (signal) => {
      await takeAtLeast(world.delays.rebooting, signal, () => record.host.halt('fast'));
      regionOf(world, record).events.instance(record, 'notification', 'DB instance stopped');
      record.status = 'stopped';
    },
    (error) => failInstance(world, record, 'failed', error),
  );
}

/** Starts a stopped instance. */
export function resumeInstance(world: World, record: InstanceRecord): void {
  record.status = 'starting';
  world.jobs.start(
    record,
    async (signal) => {
      await takeAtLeast(world.delays.rebooting, signal, () => bootWithGroup(world, record));
      await record.host.open();
      regionOf(world, record).events.instance(record, 'notification', 'DB instance started');
      record.status = 'available';
    },
    (error) => failInstance(world, record, 'incompatible-parameters', error),
  );
}

/** Deletes an instance in the background, after giving up what is being done on it. */
export function deleteInstance(
  world: World,
  record: InstanceRecord,
  finalSnapshot: ((signal: AbortSignal) => Promise<void>) | undefined,
  keepAutomatedBackups: boolean,
): void {
  const region = regionOf(world, record);
  record.job?.abort();
  record.status = 'deleting';
  world.jobs.start(
    record,
    async (signal) => {
      await finalSnapshot?.(signal);
      await takeAtLeast(world.delays.deleting, signal, async () => {
        await shutInstance(world, record);
        await record.host.destroy();
        await dropSecret(world, record);
      });
      if (!keepAutomatedBackups) await removeAutomatedBackups(world, record);
      region.instances.delete(record.identifier);
      region.events.instance(record, 'deletion', 'DB instance deleted');
    },
    (error) => failInstance(world, record, 'failed', error),
  );
}

async function bootWithGroup(world: World, record: InstanceRecord): Promise<void> {
  record.parameters = groupValues(world, record, record.parameterGroup.name);
  await record.host.boot();
  record.parameterGroup = { name: record.parameterGroup.name, status: 'in-sync' };
}

async function removeAutomatedBackups(world: World, record: InstanceRecord): Promise<void> {
  const { snapshots } = regionOf(world, record);
  const own = [...snapshots.values()].filter(
    ({ type, resourceId }) => type === 'automated' && resourceId === record.resourceId,
  );
  for (const snapshot of own) {
    snapshots.delete(snapshot.identifier);
    await removeSnapshotData(snapshot);
  }
}
