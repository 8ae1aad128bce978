import type { CnameRecord } from '../../domain/messages/dns.js';
import type { FoundGeneration } from '../../domain/messages/generation.js';
import type { ParityPlan } from '../../domain/messages/parity.js';
import { namesToLookUp } from '../../domain/parity/compare-names.js';
import { reads } from './activities.js';
import { summarize } from './failure.js';
import { zoneOf } from './move-records.js';

/** The generations of an environment, and its names as far as it has a zone. */
export interface Serving {
  readonly found: readonly FoundGeneration[];
  readonly records?: readonly CnameRecord[];
}

/** Looks at what an environment's names point to. A zone that is not there is an answer, and no failure. */
export async function findServing(plan: ParityPlan): Promise<Serving> {
  const { environment, places } = plan;
  const found = await reads.findGenerations({ environment: environment.name, places });
  try {
    const zone = zoneOf(environment, places[0]);
    return { found, records: await reads.readRecords({ zone, names: namesToLookUp(plan, found) }) };
  } catch (error) {
    if (summarize(error).code === 'NotFound') return { found };
    throw error;
  }
}
