/*
 * Law 5, whole, for operators: at every boundary of a refresh and of a rollback the operation is cancelled, terminated or
 * reset while a step is under way. Whatever the moment, the environment goes on answering, the operation ends and lets
 * go, and nothing is left that nobody needs; of a terminated one nothing that a sweep does not find.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { patienceMs, witnessedRun } from '../laws/support/witnessed-run.js';
import { certainPoints, chosenPoints } from './support/choose-points.js';
import { layGround, type Ground } from './support/ground.js';
import { intervene, interventionPoints, interventions, type Outcome } from './support/intervene.js';
import { reportInterventions } from './support/intervention-report.js';

const hourMs = 3_600_000;

describe.each(interventions)('an operator who does a %s at every boundary', (how) => {
  const outcomes: Outcome[] = [];
  let ground: Ground | undefined;

  beforeAll(async () => {
    const startedAt = Date.now();
    const { boundaries } = await witnessedRun();
    ground = await layGround();
    for (const key of chosenPoints(interventionPoints(certainPoints(boundaries)))) {
      outcomes.push(await intervene(ground, key, how));
    }
    await reportInterventions(how, outcomes, Date.now() - startedAt);
  }, patienceMs + hourMs);
  afterAll(() => ground?.close());

  test('does no harm', () => {
    expect(outcomes.filter(({ harm }) => harm.length > 0)).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(0);
  });

  test('came in time everywhere', () => {
    expect(outcomes.filter(({ reached }) => !reached).map(({ key }) => key)).toEqual([]);
  });
});
