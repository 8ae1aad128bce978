import { checkAccess } from './check-access.js';
import { checkAccounts } from './check-accounts.js';
import { checkCutover } from './check-cutover.js';
import { checkEnvironments } from './check-environments.js';
import { checkNames } from './check-names.js';
import { checkNetworks } from './check-networks.js';
import { checkReferences } from './check-references.js';
import { checkResidency } from './check-residency.js';
import { checkSources } from './check-sources.js';
import type { FleetCheck, FleetFiles } from './fleet-files.js';
import type { Finding } from './problem.js';

const checks: readonly FleetCheck[] = [
  checkNames,
  checkEnvironments,
  checkAccounts,
  checkAccess,
  checkNetworks,
  checkReferences,
  checkResidency,
  checkSources,
  checkCutover,
];

/** Runs every check that looks at more than one value, and returns all that they find. */
export function checkFleet(files: FleetFiles): Finding[] {
  return checks.flatMap((check) => [...check(files)]);
}
