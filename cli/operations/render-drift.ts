import { differsOf, isBlind } from '../../domain/drift/sum-up-drift.js';
import type { DriftedResource, DriftReport, EnvironmentDrift, StackDrift } from '../../domain/messages/drift.js';
import { exitCodes } from '../output/exit-codes.js';
import { columns } from './columns.js';

const words: Readonly<Record<DriftedResource['difference'], string>> = {
  changed: 'was changed by somebody',
  deleted: 'was deleted by somebody',
  follows: 'follows what was deleted',
};

/** Says what of each environment somebody else has changed, and what an apply would change besides. */
export function renderDrift({ environments }: DriftReport): string[] {
  if (environments.length === 0) return ['No environment of the fleet has an account yet.'];
  const rows = environments.flatMap((found) => [
    [found.environment, '', found.outcome, found.reason ?? ''],
    ...found.stacks.flatMap(stackRows),
    ...databaseRows(found),
  ]);
  const withPlans = environments.filter(({ stacks }) => stacks.some(({ counts }) => counts.drift + counts.pending > 0));
  return [
    ...columns(rows),
    `${counted(environments)}. Nothing was changed.`,
    ...withPlans.map(({ environment }) => `To see the values: backlot plan ${environment}`),
  ];
}

/** The exit code of a look for drift. What could not be looked at is a failure, unless something else differs anyway. */
export function driftExitCode({ environments }: DriftReport): number {
  if (differsOf(environments)) return exitCodes.differs;
  return isBlind(environments) ? exitCodes.failed : exitCodes.ok;
}

function stackRows({ stack, outcome, reason, counts, drift, pending }: StackDrift): string[][] {
  const more = counts.drift + counts.pending - drift.length - pending.length;
  return [
    ['', stack, outcome, reason ?? ''],
    ...drift.map(({ address, difference, attributes }) => [
      '',
      `  ${address}`,
      'drift',
      [words[difference], attributes.join(', ')].filter((text) => text !== '').join(': '),
    ]),
    ...pending.map(({ address, action }) => ['', `  ${address}`, 'pending', action]),
    ...(more > 0 ? [['', `  and ${more} more`, '', '']] : []),
  ];
}

function databaseRows({ databases }: EnvironmentDrift): string[][] {
  if (databases === undefined) return [];
  return [
    ['', 'databases and names', databases.outcome, databases.reason ?? ''],
    ...databases.differences.map(({ subject, difference, detail }) => ['', `  ${subject}`, difference, detail]),
  ];
}

/** `2 environments: 1 drifted, 1 clean`. */
function counted(environments: readonly EnvironmentDrift[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of environments) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const each = [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
  return `${environments.length} ${environments.length === 1 ? 'environment' : 'environments'}: ${each}`;
}
