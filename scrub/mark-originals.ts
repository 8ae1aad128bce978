import { addCandidates, sealCanaries } from './canary.js';
import type { RunKeys } from './keys.js';
import { lendSeed } from './keys.js';
import type { BegunDatabase } from './prepare/begin.js';
import { Progress } from './progress.js';
import { runConcurrently } from './run-concurrently.js';
import { SessionCache } from './session-cache.js';
import type { Sessions } from './session.js';
import type { CanarySeal } from './state.js';
import type { ScrubOptions } from './target.js';
import { stateSchema } from './target.js';

/**
 * Marks the originals of all databases. It must be done before the first table of any is rewritten.
 *
 * @returns the seal of each database. Those that an earlier attempt has sealed are left as they are.
 */
export async function markOriginals(
  sessions: Sessions,
  options: ScrubOptions,
  keys: RunKeys,
  databases: readonly BegunDatabase[],
): Promise<Map<string, CanarySeal>> {
  const seals = new Map<string, CanarySeal>();
  for (const database of databases) {
    const known = await sessions.use(database.database, (session) => database.state.fact(session, 'seal'));
    const seal =
      known === undefined ? await markDatabase(sessions, options, keys, database) : (JSON.parse(known) as CanarySeal);
    seals.set(database.database, seal);
  }
  return seals;
}

async function markDatabase(
  sessions: Sessions,
  options: ScrubOptions,
  keys: RunKeys,
  { database, relations, state, attempt }: BegunDatabase,
): Promise<CanarySeal> {
  const stored = relations.filter(({ relation, action }) => relation.kind === 'table' && action !== 'refresh');
  const progress = new Progress(
    options.onProgress,
    'canaries',
    stored.map(({ relation }) => relation),
  );
  const cache = new SessionCache(sessions, (session) => lendSeed(session, keys));
  try {
    // What is found is kept in unlogged tables, which a crash empties. It also ends this session, and so no seal is made
    // from half of it.
    const control = await cache.get(database, 0);
    await control.transaction(async () => {
      await state.assertCurrent(control, attempt);
      await control.run(
        `truncate ${['candidate', 'vocabulary', 'distinct_before'].map((name) => `${stateSchema}.${name}`).join(', ')}`,
        [],
        'Preparing the canaries',
      );
    });
    const largestFirst = [...stored].sort((a, b) => b.relation.bytes - a.relation.bytes);
    await runConcurrently(largestFirst, options.connections ?? 2, async (ruled, runner) => {
      progress.begin(database, ruled.relation);
      await addCandidates(await cache.get(database, runner), ruled);
      progress.finish(database, ruled.relation);
    });
    return await control.transaction(async () => {
      await state.assertCurrent(control, attempt);
      const seal = await sealCanaries(control, keys);
      await state.setFact(control, 'seal', JSON.stringify(seal));
      return seal;
    });
  } finally {
    await cache.close();
  }
}
