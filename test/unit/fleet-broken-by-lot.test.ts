import { describe, expect, test } from 'vitest';
import { requireFleet } from '../../config/require-fleet.js';
import { BacklotError } from '../../domain/errors.js';
import type { Problem } from '../../domain/fleet/problem.js';
import { goodFleet } from './fleet-fixture.js';
import { blueprintBreaks } from './support/broken-fleets/blueprint-breaks.js';
import { withBrokenFleet, type Break } from './support/broken-fleets/broken-fleet.js';
import { Drawing } from './support/broken-fleets/drawing.js';
import { textBreaks } from './support/broken-fleets/text-breaks.js';
import { yamlBreaks } from './support/broken-fleets/yaml-breaks.js';

// `BACKLOT_TEST_SEED` draws others.
const seed = Number(process.env['BACKLOT_TEST_SEED'] ?? 1);
const fleets = 100;

/** Every break of a blueprint and every kind of a file that is no YAML; wrong values are the rest. */
function draw(): Break[] {
  const drawing = new Drawing(seed);
  const drawn = [...blueprintBreaks, ...textBreaks.map((breaker) => breaker(drawing))];
  while (drawn.length < fleets) drawn.push(...yamlBreaks.map((breaker) => breaker(drawing)));
  return drawn.slice(0, fleets);
}

describe(`a fleet that is broken by lot, with seed ${seed}, starts nothing and says where`, () => {
  test.each(draw())('$name', async (broken) => {
    const refusal: unknown = await withBrokenFleet(goodFleet, broken, (directory) =>
      requireFleet(directory).catch((error: unknown) => error),
    );
    if (!(refusal instanceof BacklotError)) throw new Error(`Not refused as invalid: ${String(refusal)}`);
    expect(refusal.code).toBe('InvalidFleet');
    const problems = refusal.details?.['problems'] as readonly Problem[];
    expect(problems.map(summary).join('\n')).not.toBe('');
    problems.forEach(expectUseful);
    expect(problems.filter((problem) => isAbout(problem, broken)).map(summary), refusal.message).not.toEqual([]);
  });
});

/** Every problem says something, and nothing that only an engineer of Backlot would understand. */
function expectUseful({ line, column, what, why, mend }: Problem): void {
  expect(line).toBeGreaterThan(0);
  expect(column).toBeGreaterThan(0);
  for (const words of [what, why, mend]) {
    expect(words.length).toBeGreaterThan(3);
    expect(words).not.toMatch(/undefined|\[object|NaN|^ *at |TypeError|Cannot read|\n/);
  }
}

function isAbout({ file, line, what, why, excerpt }: Problem, { at, says }: Break): boolean {
  if (says !== undefined) return `${what} ${why} ${excerpt ?? ''}`.includes(says);
  return file === at?.file && (at.lines === undefined || at.lines.includes(line));
}

function summary({ file, line, column, code, what }: Problem): string {
  return `${file}:${line}:${column} ${code} ${what}`;
}
