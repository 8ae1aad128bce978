import { BacklotError } from '../../domain/errors.js';
import type { Fleet } from '../../domain/fleet/fleet.js';
import type { FleetRef } from '../../domain/messages/slices.js';
import type { ObjectStore } from '../state/object-store.js';

/** Stores a resolved fleet under its digest and returns the reference that travels. */
export async function storeFleet(objects: ObjectStore, fleet: Fleet): Promise<FleetRef> {
  await objects.putJson(fleetKey(fleet), fleet);
  return { revision: fleet.revision, digest: fleet.digest };
}

/** Reads the fleet that an operation was resolved from. */
export async function loadStoredFleet(objects: ObjectStore, ref: FleetRef): Promise<Fleet> {
  const fleet = await objects.getJson(fleetKey(ref));
  if (fleet === undefined) {
    throw new BacklotError(
      'NotFound',
      `The fleet with digest ${ref.digest.slice(0, 12)} is gone from the state bucket. Start a new operation.`,
    );
  }
  return fleet as Fleet;
}

function fleetKey({ digest }: Pick<FleetRef, 'digest'>): string {
  return `fleet/${digest}.json`;
}
