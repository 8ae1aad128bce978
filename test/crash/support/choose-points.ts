import { seededRandom } from '../../support/seeded-random.js';
import type { Points, Verb } from './ledger.js';
import { stepOf } from './recoveries.js';

/**
 * Steps that a run may do without: whether the lease of the operation before has to be waited for, and whether a lease
 * looks at its holder once more before it is told to end, are matters of milliseconds.
 */
const uncertain = /^lease|\/(?:awaitWorkflowClosed|describeLease)-/;

/** The calls that only the first run makes: a clean room has one key for pseudonyms, which later runs find there. */
const once = /\/markQuarantine-\d+\/.*:SecretsManager\.CreateSecret-/;

/** The boundaries that every run of the job comes to. */
export function certainPoints(boundaries: readonly string[]): string[] {
  return boundaries.filter((key) => !uncertain.test(stepOf(key)) && !once.test(key));
}

/** How many points the sample has that is drawn by a seed. */
export const sampleSize = 16;

/**
 * The points that the run was asked for by `--point` or `--seed`; all without either.
 *
 * @param always points that are not drawn, but have their turn with every seed.
 */
export function chosenPoints(keys: readonly string[], always: readonly string[] = []): string[] {
  const { BACKLOT_TEST_POINT: point, BACKLOT_TEST_SEED: seed } = process.env;
  if (point !== undefined) return [point];
  return [...always, ...(seed === undefined ? keys : sample(keys, sampleSize, Number(seed)))];
}

/** Chooses so many of the keys; the same ones for the same seed. */
export function sample(keys: readonly string[], count: number, seed: number): string[] {
  const random = seededRandom(seed);
  return keys
    .map((key) => ({ key, rank: random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ key }) => key);
}

/** The same thing at every one of the keys. */
export function script(keys: readonly string[], verb: Verb): Points {
  return Object.fromEntries(keys.map((key) => [key, verb]));
}
