import { differenceReasons, type ParityDifference, type ParityReport } from '../../domain/messages/parity.js';
import { isUnintended } from '../../domain/parity/compare-environment.js';
import { exitCodes } from '../output/exit-codes.js';
import { columns } from './columns.js';

/** Says how an environment differs from production, and why. */
export function renderParity({ environment, compared, differences }: ParityReport): string[] {
  const looked = `${compared.databases} databases, ${compared.names} names and ${compared.stacks} stacks were compared`;
  if (differences.length === 0) return [`${environment} is like production: ${looked}.`];
  const unintended = differences.filter(isUnintended).length;
  return [
    ...columns(differences.map((each) => [each.reason, each.subject, each.aspect, sides(each), each.detail])),
    `${environment} and production: ${counts(differences)}; ${looked}.`,
    unintended === 0 ? 'Every difference is intended.' : `${unintended} differences are not intended.`,
  ];
}

/** The exit code of a comparison: whether a difference is nobody's intention. */
export function parityExitCode({ differences }: ParityReport): number {
  return differences.some(isUnintended) ? exitCodes.differs : exitCodes.ok;
}

function sides({ production, environment }: ParityDifference): string {
  if (production === undefined) return environment ?? '';
  return `${production} → ${environment ?? 'none'}`;
}

function counts(differences: readonly ParityDifference[]): string {
  return differenceReasons
    .toReversed()
    .map((reason) => ({ reason, count: differences.filter((each) => each.reason === reason).length }))
    .filter(({ count }) => count > 0)
    .map(({ reason, count }) => `${count} ${reason}`)
    .join(', ');
}
