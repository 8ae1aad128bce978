import { failInstance, openInstance, shutInstance } from './instance-lifecycle.js';
import { pause, takeAtLeast } from './jobs.js';
import { groupValues } from './parameter-groups.js';
import type { InstanceRecord, PendingChanges } from './records.js';
import { regionOf, type World } from './world.js';

/** Which part of a modification's time passes before the status shows it, as on AWS: waiters must not be fooled. */
const unseen = 0.25;

/** Adds changes to others that wait; the later ones win. */
export function mergeChanges(earlier: PendingChanges, later: PendingChanges): PendingChanges {
  const settings = { ...earlier.settings, ...later.settings };
  return { ...earlier, ...later, ...(Object.keys(settings).length > 0 ? { settings } : {}) };
}

/** Applies the queued changes of an instance in the background; a running modification takes new ones along. */
export function applyQueued(world: World, record: InstanceRecord): void {
  if (record.job !== undefined) return;
  world.jobs.start(
    record,
    async (signal) => {
      await pause(world.delays.modifying * unseen, signal);
      while (Object.keys(record.queued).length > 0) {
        const changes = record.queued;
        record.status = statusOf(changes);
        await takeAtLeast(world.delays.modifying * (1 - unseen), signal, () => apply(world, record, changes));
        if (record.queued === changes) record.queued = {};
      }
      record.status = 'available';
    },
    (error) => failInstance(world, record, 'failed', error),
  );
}

function statusOf(changes: PendingChanges): string {
  if (changes.identifier !== undefined) return 'renaming';
  if (changes.masterPassword !== undefined && changes.settings === undefined) return 'resetting-master-credentials';
  return 'modifying';
}

async function apply(world: World, record: InstanceRecord, changes: PendingChanges): Promise<void> {
  const { events } = regionOf(world, record);
  if (changes.masterPassword !== undefined) {
    await record.host.changePassword(record.masterUsername, changes.masterPassword);
    if (record.masterSecret !== undefined) record.masterSecret.status = 'active';
    events.instance(record, 'configuration change', 'Reset master credentials');
  }
  if (changes.securityGroups !== undefined) {
    record.securityGroups = changes.securityGroups.map((id) => ({ id, status: 'active' }));
    events.instance(record, 'configuration change', 'Updated to use new security groups');
  }
  if (changes.parameterGroup !== undefined) {
    // The values of a newly associated group come with the next reboot, those that could change at once as well.
    const differs = differ(record.parameters, groupValues(world, record, changes.parameterGroup));
    record.parameterGroup = { name: changes.parameterGroup, status: differs ? 'pending-reboot' : 'in-sync' };
    events.instance(record, 'configuration change', `Updated to use DBParameterGroup ${changes.parameterGroup}`);
  }
  const reopens = changes.identifier !== undefined || changes.settings?.port !== undefined;
  if (reopens) await shutInstance(world, record);
  if (changes.settings !== undefined) {
    Object.assign(record, changes.settings);
    events.instance(record, 'configuration change', 'Finished applying modification to the DB instance');
  }
  if (changes.identifier !== undefined) rename(world, record, changes.identifier);
  if (reopens) await openInstance(world, record);
}

function rename(world: World, record: InstanceRecord, identifier: string): void {
  const { instances, events } = regionOf(world, record);
  const before = record.identifier;
  instances.delete(before);
  record.identifier = identifier;
  instances.set(identifier, record);
  events.instance(record, 'configuration change', `Renamed instance from ${before} to ${identifier}`);
}

function differ(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].some((name) => a[name] !== b[name]);
}
