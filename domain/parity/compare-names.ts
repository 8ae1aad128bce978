import type { CnameRecord } from '../messages/dns.js';
import type { FoundGeneration } from '../messages/generation.js';
import type { ParityDifference, ParityPlan } from '../messages/parity.js';
import type { EnvironmentDatabase } from '../messages/slices.js';

type Plan = Pick<ParityPlan, 'environment' | 'databases' | 'leftOut'>;

/** The name by which an environment's clients reach a database. */
export function fullName({ environment }: Pick<Plan, 'environment'>, dnsName: string): string {
  return `${dnsName}.${environment.zone}`;
}

/**
 * Lists the names to look up in an environment's zone: of the databases that it includes, of those of the fleet that it
 * leaves out, and of every generation there is. A zone's other records say nothing of who made them.
 */
export function namesToLookUp(plan: Plan, found: readonly FoundGeneration[]): string[] {
  const names = [
    ...plan.databases.map(({ database }) => fullName(plan, database.dnsName)),
    ...plan.leftOut.flatMap(({ dnsName }) => (dnsName === undefined ? [] : [fullName(plan, dnsName)])),
    ...found.map(({ dnsName }) => dnsName).filter((name) => name !== ''),
  ];
  return [...new Set(names)].toSorted();
}

/** Finds the instance that a database's name points to. */
export function servingOf(
  plan: Plan,
  { database }: EnvironmentDatabase,
  found: readonly FoundGeneration[],
  records: readonly CnameRecord[],
): FoundGeneration | undefined {
  const name = fullName(plan, database.dnsName);
  const value = records.find((record) => record.name === name)?.value;
  return found.find((each) => each.database === database.name && each.endpoint === value);
}

/** Compares the names in an environment's zone with the databases that it includes. */
export function compareNames(
  plan: Plan,
  found: readonly FoundGeneration[],
  records: readonly CnameRecord[],
): ParityDifference[] {
  const wanted = new Set(plan.databases.map(({ database }) => fullName(plan, database.dnsName)));
  return [
    ...plan.databases.flatMap((target) => compareName(plan, target, found, records)),
    ...records
      .filter(({ name }) => !wanted.has(name))
      .map(({ name, value }) =>
        difference(name, value, 'drifted', 'no database that the environment includes has this name; take it away'),
      ),
  ];
}

function compareName(
  plan: Plan,
  target: EnvironmentDatabase,
  found: readonly FoundGeneration[],
  records: readonly CnameRecord[],
): ParityDifference[] {
  const { dnsName, name: database } = target.database;
  const name = fullName(plan, dnsName);
  const record = records.find((each) => each.name === name);
  if (record === undefined) {
    return [difference(name, undefined, 'missing', `clients of ${database} find nothing; refresh the environment`)];
  }
  const serving = servingOf(plan, target, found, records);
  if (serving === undefined) {
    const detail = `it points to no generation of ${database}, so somebody has moved it; refresh the environment`;
    return [difference(name, record.value, 'drifted', detail)];
  }
  if (serving.retireAfter === undefined) return [];
  const detail = `it points to a generation that goes after ${serving.retireAfter}; refresh the environment`;
  return [difference(name, record.value, 'drifted', detail)];
}

function difference(
  name: string,
  environment: string | undefined,
  reason: ParityDifference['reason'],
  detail: string,
): ParityDifference {
  return {
    subject: `name ${name}`,
    aspect: 'record',
    ...(environment === undefined ? {} : { environment }),
    reason,
    detail,
  };
}
