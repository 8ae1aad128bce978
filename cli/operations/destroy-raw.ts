import { destroyRaw } from '../../activities/sweep/destroy-raw.js';
import { ignoreAmbientAws } from '../../config/ambient-aws.js';
import { requireFleet } from '../../config/require-fleet.js';
import { readSettings } from '../../config/settings.js';
import type { SweepResult } from '../../domain/messages/sweep.js';
import { createAwsDependencies } from '../../workers/dependencies.js';

/** Lists or destroys raw data past its age from this process, with the settings of a main worker and without Temporal. */
export async function sweepRaw(fleetDirectory: string, apply: boolean): Promise<SweepResult> {
  const fleet = await requireFleet(fleetDirectory);
  const settings = readSettings(fleet.organization);
  ignoreAmbientAws();
  const dependencies = await createAwsDependencies(fleet.organization, settings);
  return { leftovers: await destroyRaw(dependencies, fleet, { now: Date.now(), apply }) };
}
