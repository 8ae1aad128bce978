import type { CnameRecord, ZoneAt } from '../../domain/messages/dns.js';
import type { EnvironmentSlice, Place } from '../../domain/messages/slices.js';
import { changes, waits } from './activities.js';

/** Points names to new values in one batch and waits until every name server answers with them. */
export async function moveRecords(zone: ZoneAt, records: readonly CnameRecord[]): Promise<void> {
  const { changeId } = await changes.changeRecords({ zone, records });
  if (changeId !== undefined) await waits.awaitRecords({ zone, changeId });
}

/** The zone of an environment, reached with the environment's own role. */
export function zoneOf(environment: EnvironmentSlice, place: Place | undefined): ZoneAt {
  return {
    place: { account: environment.accountId, region: place?.region ?? 'us-east-1', role: place?.role ?? 'BacklotData' },
    name: environment.zone,
    visibility: environment.zoneVisibility,
  };
}
