import { BacklotError } from '../domain/errors.js';
import type { Fleet } from '../domain/fleet/fleet.js';
import type { Problem } from '../domain/fleet/problem.js';
import type { Blueprints } from '../templates/blueprints/stacks-of.js';
import { loadFleet } from './load-fleet.js';

/**
 * Loads a fleet for use. Nothing is ever started from an invalid one.
 *
 * @throws BacklotError `InvalidFleet` with every problem in the message and in `details.problems`.
 */
export async function requireFleet(directory: string): Promise<Fleet> {
  return (await requireBlueprints(directory)).fleet;
}

/**
 * Loads a fleet with the blueprints that its account files name.
 *
 * @throws BacklotError `InvalidFleet` as {@link requireFleet} does.
 */
export async function requireBlueprints(directory: string): Promise<{ fleet: Fleet; blueprints: Blueprints }> {
  const { fleet, blueprints, problems } = await loadFleet(directory);
  if (fleet) return { fleet, blueprints };
  const lines = problems.map(summary).join('\n');
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  throw new BacklotError(
    'InvalidFleet',
    `The fleet in ${directory} has ${count}, and nothing is started from an invalid fleet.\n${lines}\n` +
      `Mend them and run: backlot validate ${directory}`,
    { problems },
  );
}

function summary({ file, line, column, what, mend }: Problem): string {
  return `  ${file}:${line}:${column} ${what}; ${mend}`;
}
