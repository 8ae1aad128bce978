import { describe, expect, test } from 'vitest';
import { bundledPlaces } from './support/workflow-modules.js';

/** Everything that may run inside the workflow sandbox. */
const allowed = [
  '@temporalio/common',
  '@temporalio/workflow',
  // What the SDK's own packages bring along.
  'long',
  'ms',
  'nexus-rpc',
  'domain',
  'workflows',
];

const refused = (places: readonly string[]): string[] => places.filter((place) => !allowed.includes(place));

describe('the workflow bundle', { timeout: 120_000 }, () => {
  test('holds nothing but the workflow SDK, domain and workflows', async () => {
    const places = await bundledPlaces('workflows/index.ts');
    expect(places).toContain('workflows');
    expect(refused(places)).toEqual([]);
  });

  test('would be refused with a third-party package in it', async () => {
    const places = await bundledPlaces('test/unit/fixtures/impure-workflow/index.ts');
    expect(refused(places)).toEqual(['test', 'yaml']);
  });
});
