import type { CnameRecord } from '../messages/dns.js';
import type { FoundGeneration } from '../messages/generation.js';
import {
  differenceReasons,
  type InstancePair,
  type ParityDifference,
  type ParityPlan,
  type ParityReport,
  type StackStanding,
} from '../messages/parity.js';
import { compareData } from './compare-data.js';
import { compareDatabase } from './compare-database.js';
import { compareNames, servingOf } from './compare-names.js';
import { compareStacks } from './compare-stacks.js';

/** Everything that was observed of an environment and of production. */
export interface Observed {
  readonly plan: ParityPlan;
  readonly found: readonly FoundGeneration[];
  /** Absent when the environment has no zone of its name. */
  readonly records?: readonly CnameRecord[];
  /** By database. */
  readonly pairs: Readonly<Record<string, InstancePair>>;
  readonly stacks: readonly StackStanding[];
}

/** Compares an environment with production at a time (ms since the epoch). Pure: it only looks at what was observed. */
export function compareEnvironment({ plan, found, records, pairs, stacks }: Observed, now: number): ParityReport {
  const { environment, databases, leftOut, maxImageAgeMs } = plan;
  const { maxSkewMs } = environment;
  const served = databases.flatMap((target) => {
    const serving = servingOf(plan, target, found, records ?? []);
    return serving === undefined ? [] : [{ database: target.database.name, dataTime: serving.dataTime }];
  });
  const differences = [
    ...databases.flatMap((target) => compareDatabase(target, pairs[target.database.name] ?? { parameters: [] })),
    ...compareData(served, now, { maxImageAgeMs, ...(maxSkewMs === undefined ? {} : { maxSkewMs }) }),
    ...leftOut.map(({ name }) => leftOutDifference(name)),
    ...compareZone(plan, found, records),
    ...compareStacks(environment.name, stacks),
  ];
  return {
    environment: environment.name,
    comparedAt: new Date(now).toISOString(),
    compared: {
      databases: databases.length,
      names: records === undefined ? 0 : databases.length,
      stacks: stacks.length,
    },
    differences: differences.toSorted((a, b) => urgency(b) - urgency(a)),
  };
}

/** Compares the names of an environment with its databases, or tells that it has no zone for them. */
export function compareZone(
  plan: ParityPlan,
  found: readonly FoundGeneration[],
  records: readonly CnameRecord[] | undefined,
): ParityDifference[] {
  return records === undefined ? [zoneMissing(plan.environment)] : compareNames(plan, found, records);
}

/** Tells whether a difference is nobody's intention, so that somebody should act. */
export function isUnintended({ reason }: Pick<ParityDifference, 'reason'>): boolean {
  return reason === 'drifted' || reason === 'missing';
}

function urgency({ reason }: ParityDifference): number {
  return differenceReasons.indexOf(reason);
}

function leftOutDifference(name: string): ParityDifference {
  return {
    subject: `database ${name}`,
    aspect: 'included',
    production: 'in the fleet',
    environment: 'left out',
    reason: 'declared',
    detail: 'the account file does not include it',
  };
}

function zoneMissing({ name, zone, zoneVisibility }: ParityPlan['environment']): ParityDifference {
  return {
    subject: `zone ${zone}`,
    aspect: 'zone',
    reason: 'missing',
    detail: `its account has no ${zoneVisibility} zone of this name, or several: backlot spawn ${name}`,
  };
}
