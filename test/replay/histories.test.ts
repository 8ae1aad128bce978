import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker } from '@temporalio/worker';
import { describe, expect, inject } from 'vitest';
import { workflowBundle } from '../../workers/workflow-bundle.js';
import { setStage, test } from '../workflow/support/stage.js';
import { historyNames, readHistory, workflowIdOf, writeHistory, type StoredHistory } from './support/histories.js';
import { scenes } from './support/scenes.js';

/*
 * Workflows that were started by an older worker must go on in a newer one. A change that cannot replay these needs a
 * patch marker. Make them anew, after a release, with: BACKLOT_RECORD_HISTORIES=1 npm run test:replay
 */
const recording = process.env.BACKLOT_RECORD_HISTORIES !== undefined;

/** Replays a history against the built bundle and returns what went wrong, if anything did. */
async function replay(history: StoredHistory): Promise<Error | undefined> {
  const item = { workflowId: workflowIdOf(history), history };
  for await (const { error } of Worker.runReplayHistories({ workflowBundle: workflowBundle() }, [item])) return error;
  throw new Error(`Nothing was replayed of ${item.workflowId}.`);
}

/** The history that other code would have left: it called another activity at one point. */
function withOtherActivity({ events }: StoredHistory): StoredHistory {
  const changed = JSON.stringify(events).replace('"name":"copySnapshot"', '"name":"copyVolume"');
  return { events: JSON.parse(changed) as StoredHistory['events'] };
}

const dayMs = 24 * 3_600_000;

/** The history as it would be a day later, in its beginning or in the rest: a reset run's rest is from another day. */
function aDayLater({ events }: StoredHistory, part: 'beginning' | 'rest'): StoredHistory {
  const later = (event: Record<string, unknown>) => ({
    ...event,
    eventTime: new Date(Date.parse(event['eventTime'] as string) + dayMs).toISOString(),
  });
  return { events: events.map((event, index) => ((index === 0) === (part === 'beginning') ? later(event) : event)) };
}

if (recording) {
  describe('recording', () => {
    test.for(Object.keys(scenes))('%s', async (title, { connections }) => {
      const stage = await setStage(connections, `replay ${title}`, `acme${Object.keys(scenes).indexOf(title)}`);
      const recorded = (await scenes[title]?.(stage)) ?? {};
      for (const [name, { workflowId }] of Object.entries(recorded)) {
        await writeHistory(name, workflowId, inject('temporal').address);
      }
      await stage.strike().catch((error: unknown) => {
        if (title !== 'a refresh that is paused, with its lease') throw error;
      });
    });
  });
}

describe('the workflows', () => {
  test('replay every committed history', async () => {
    const problems: Record<string, Error> = {};
    for (const name of await historyNames()) {
      const problem = await replay(await readHistory(name));
      if (problem !== undefined) problems[name] = problem;
    }
    expect(problems).toEqual({});
  });

  test('are covered by histories of every ending', async () => {
    expect(await historyNames()).toEqual(
      expect.arrayContaining([
        'destroy-cancelled',
        'destroy-finished',
        'destroy-looked',
        'drift-all',
        'drift-one',
        'parity-finished',
        'refresh-cancelled',
        'refresh-failed',
        'refresh-finished',
        'refresh-lease-held',
        'refresh-paused',
        'sanitize-cancelled',
        'sanitize-failed',
        'sanitize-finished',
      ]),
    );
  });

  test('name a generation after the day of the first event, whenever a reset lets it be made', async () => {
    const history = await readHistory('refresh-finished');
    expect(await replay(aDayLater(history, 'rest'))).toBeUndefined();
    expect(await replay(aDayLater(history, 'beginning'))).toBeInstanceOf(DeterminismViolationError);
  });

  test('do not replay the history of other code', async () => {
    const history = await readHistory('sanitize-finished');
    expect(await replay(withOtherActivity(history))).toBeInstanceOf(DeterminismViolationError);
    expect(await replay(history)).toBeUndefined();
  });
});
