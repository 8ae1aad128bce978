import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import { directorySize, linkDataDirectory, removeDirectory } from '../postgres/data-directory.js';
import { faults } from './faults.js';
import { pause, type Job } from './jobs.js';
import type { InstanceRecord, Place, SnapshotRecord, SnapshotType, Tag } from './records.js';
import { defaultVpc, directoryOf, regionOf, type World } from './world.js';

/** In how many steps the progress of a snapshot is shown. */
const steps = 5;

/** Makes the record of a snapshot of an instance. */
export function newSnapshot(
  world: World,
  instance: InstanceRecord,
  identifier: string,
  type: SnapshotType,
  tags: readonly Tag[],
): SnapshotRecord {
  const group = regionOf(world, instance).subnetGroups.get(instance.subnetGroup);
  return {
    accountId: instance.accountId,
    region: instance.region,
    identifier,
    type,
    instanceIdentifier: instance.identifier,
    resourceId: instance.resourceId,
    engineVersion: instance.engineVersion,
    instanceClass: instance.instanceClass,
    masterUsername: instance.masterUsername,
    databaseName: instance.databaseName,
    allocatedStorage: instance.allocatedStorage,
    storageType: instance.storageType,
    iops: instance.iops,
    storageThroughput: instance.storageThroughput,
    port: instance.port,
    zone: instance.zone,
    vpcId: group?.vpcId ?? defaultVpc(instance),
    instanceCreatedAt: instance.createdAt,
    backupRetention: instance.backupRetention,
    backupWindow: instance.backupWindow,
    encrypted: instance.storageEncrypted,
    kmsKeyId: instance.kmsKeyId,
    iamAuthentication: instance.iamAuthentication,
    sourceArn: undefined,
    sourceRegion: undefined,
    directory: snapshotDirectory(world, instance),
    status: 'creating',
    percent: 0,
    createdAt: undefined,
    originallyCreatedAt: undefined,
    size: undefined,
    sharedWith: [],
    tags,
    job: undefined,
  };
}

/** A directory that no other snapshot, of whatever name, has had or will have. */
export function snapshotDirectory(world: World, place: Place): string {
  return join(directoryOf(world, place), 'snapshots', randomUUID());
}

/** Takes the data of a snapshot and lets its progress be seen; the caller has put the record into the store. */
export async function takeSnapshot(
  world: World,
  instance: InstanceRecord,
  snapshot: SnapshotRecord,
  delay: number,
  signal: AbortSignal,
): Promise<void> {
  const { events } = regionOf(world, instance);
  events.instance(instance, 'backup', 'Backing up DB instance');
  try {
    const instant = await instance.host.snapshotTo(snapshot.directory);
    snapshot.createdAt = instant;
    snapshot.originallyCreatedAt = instant;
    snapshot.size = await directorySize(snapshot.directory);
    await showProgress(snapshot, delay, signal);
    finish(snapshot);
    events.instance(instance, 'backup', 'Finished DB Instance backup');
    if (snapshot.type === 'manual') events.snapshot(snapshot, 'creation', 'Manual snapshot created');
  } catch (error) {
    snapshot.status = 'failed';
    events.snapshot(snapshot, 'creation', 'Snapshot failed');
    throw error;
  }
}

/** Takes an automated snapshot as a job of the snapshot itself; whoever starts it decides about the instance. */
export function startAutomatedSnapshot(world: World, instance: InstanceRecord): Job & { readonly identifier: string } {
  const region = regionOf(world, instance);
  const snapshot = newSnapshot(
    world,
    instance,
    automatedName(world, instance),
    'automated',
    instance.copyTagsToSnapshot ? instance.tags : [],
  );
  region.snapshots.set(snapshot.identifier, snapshot);
  instance.status = 'backing-up';
  const job = world.jobs.start(
    snapshot,
    (signal) => takeSnapshot(world, instance, snapshot, world.delays.backingUp, signal),
    (error) => world.log(`Automated snapshot ${snapshot.identifier} failed: ${String(error)}`),
  );
  return { ...job, identifier: snapshot.identifier };
}

/**
 * Takes an automated snapshot of an available instance and returns its name when it is done.
 *
 * @throws {AwsError} `InvalidDBSnapshotState` when it failed.
 */
export async function takeBackup(world: World, instance: InstanceRecord): Promise<string> {
  const { identifier, done } = startAutomatedSnapshot(world, instance);
  await done;
  if (instance.status === 'backing-up') instance.status = 'available';
  if (regionOf(world, instance).snapshots.get(identifier)?.status !== 'available') {
    throw faults.snapshotState(`The automated snapshot ${identifier} failed.`);
  }
  return identifier;
}

/** Makes an automated snapshot of data that lies ready and that nobody writes to. */
export async function adoptBackup(world: World, instance: InstanceRecord, dataDirectory: string): Promise<void> {
  const snapshot = newSnapshot(world, instance, automatedName(world, instance), 'automated', []);
  await linkDataDirectory(dataDirectory, snapshot.directory);
  snapshot.createdAt = new Date();
  snapshot.originallyCreatedAt = snapshot.createdAt;
  snapshot.size = await directorySize(snapshot.directory);
  finish(snapshot);
  regionOf(world, instance).snapshots.set(snapshot.identifier, snapshot);
}

/** Takes a manual snapshot in the background; the instance is backing-up meanwhile and available afterwards. */
export function startManualSnapshot(world: World, instance: InstanceRecord, snapshot: SnapshotRecord): void {
  instance.status = 'backing-up';
  regionOf(world, snapshot).events.snapshot(snapshot, 'creation', 'Creating manual snapshot');
  world.jobs.start(
    instance,
    async (signal) => {
      await takeSnapshot(world, instance, snapshot, world.delays.snapshotCreating, signal);
      instance.status = 'available';
    },
    (error) => {
      snapshot.status = 'failed';
      instance.status = 'available';
      world.log(`Snapshot ${snapshot.identifier} failed: ${String(error)}`);
    },
  );
}

/**
 * Copies a snapshot in the background, after the account's earlier copies from the same instance. It fails when its
 * source is gone or no longer shared before it is done.
 */
export function startCopy(world: World, source: SnapshotRecord, copy: SnapshotRecord): void {
  const { events } = regionOf(world, copy);
  const checkSource = (): void => {
    if (world.store.stillReadable(source, copy.accountId)) return;
    throw faults.snapshotState(`The source snapshot ${source.identifier} was deleted or is no longer shared.`);
  };
  events.snapshot(copy, 'creation', 'Creating manual snapshot');
  world.jobs.start(
    copy,
    async (signal) => {
      await world.copies.run(`${copy.accountId} ${copy.region} ${source.resourceId}`, async () => {
        signal.throwIfAborted();
        checkSource();
        await linkDataDirectory(source.directory, copy.directory);
        copy.createdAt = new Date();
        copy.size = source.size;
        await showProgress(copy, world.delays.copying, signal, checkSource);
        checkSource();
      });
      finish(copy);
      events.snapshot(copy, 'creation', 'Manual snapshot created');
    },
    (error) => {
      copy.status = 'failed';
      events.snapshot(copy, 'notification', error instanceof Error ? error.message : String(error));
      void removeSnapshotData(copy);
    },
  );
}

/** Removes what a snapshot occupies; files that a copy shares with it stay with the copy. */
export async function removeSnapshotData(snapshot: SnapshotRecord): Promise<void> {
  await removeDirectory(snapshot.directory);
}

function finish(snapshot: SnapshotRecord): void {
  snapshot.percent = 100;
  snapshot.status = 'available';
}

async function showProgress(
  snapshot: SnapshotRecord,
  delay: number,
  signal: AbortSignal,
  check?: () => void,
): Promise<void> {
  for (let step = 1; step <= steps; step += 1) {
    await pause(delay / steps, signal);
    check?.();
    snapshot.percent = Math.min(99, Math.round((100 * step) / steps));
  }
}

/** `rds:NAME-yyyy-mm-dd-hh-mm`; a second one within a minute takes the next free minute. */
function automatedName(world: World, instance: InstanceRecord): string {
  const { snapshots } = regionOf(world, instance);
  for (let time = Date.now(); ; time += 60_000) {
    const minute = new Date(time).toISOString().slice(0, 16).replace(/[T:]/g, '-');
    const name = `rds:${instance.identifier}-${minute}`;
    if (!snapshots.has(name)) return name;
  }
}
