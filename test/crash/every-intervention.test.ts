/*
 * Law 5, whole, for operators: at every boundary of a refresh and of a rollback the operation is cancelled, terminated or
 * reset while a step is under way. Whatever the moment, the environment goes on answering, the operation ends and lets
 * go, and nothing is left that nobody needs; of a terminated one nothing that a sweep does not find.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { witnessedRun } from '../laws/support/witnessed-run.js';
import { certainPoints, chosenPoints } from './support/choose-points.js';
import { layGround, type Ground } from './support/ground.js';
import { intervene, interventionPoints, interventions, type Outcome } from './support/intervene.js';
import { reportInterventions } from './support/intervention-report.js';

/** So many environments are worked on side by side, each by one operation after the other. */
const groundsAtOnce = 3;

describe.each(interventions)('an operator who does a %s at every boundary', (how) => {
  const outcomes: Outcome[] = [];
  const grounds: Ground[] = [];

  beforeAll(async () => {
    const startedAt = Date.now();
    const { boundaries } = await witnessedRun();
    const keys = chosenPoints(interventionPoints(certainPoints(boundaries)));
    while (grounds.length < Math.min(groundsAtOnce, keys.length)) grounds.push(await layGround());
    await Promise.all(
      grounds.map(async (ground) => {
        for (let key = keys.pop(); key !== undefined; key = keys.pop())
          outcomes.push(await intervene(ground, key, how));
      }),
    );
    await reportInterventions(how, outcomes, Date.now() - startedAt);
  });
  afterAll(() => Promise.all(grounds.map((ground) => ground.close())));

  test('does no harm', () => {
    expect(outcomes.filter(({ harm }) => harm.length > 0)).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(0);
  });

  test('came in time everywhere', () => {
    expect(outcomes.filter(({ missed }) => missed !== undefined)).toEqual([]);
  });
});
