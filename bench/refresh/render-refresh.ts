import { columns } from '../../cli/operations/columns.js';
import type { RecordedCall } from '../../sandbox/gateway/recorder.js';
import type { HistorySummary } from './read-histories.js';

/** What one run of the measurement found. */
export interface RefreshMeasures {
  readonly databases: number;
  readonly inFlight: number;
  /** One database alone, from its start to its cutover. */
  readonly aloneMs: number;
  /** All databases together. */
  readonly wallMs: number;
  readonly history: HistorySummary;
  /** All AWS calls of the refresh of all databases. */
  readonly calls: readonly RecordedCall[];
  /** The most that the worker had, in bytes. */
  readonly workerMemory: number;
  readonly workerProcessorMs: number;
  readonly machine: string;
}

const shown = 12;

/** Writes the measures as tables, with the goals beside them and where the time went below. */
export function renderRefresh(measures: RefreshMeasures): string {
  const { databases, inFlight, aloneMs, wallMs, history, calls, workerMemory, workerProcessorMs, machine } = measures;
  // As many databases as may be worked on at once go side by side; the path is that of the last to begin.
  const criticalMs = Math.max(1, databases / inFlight) * aloneMs;
  const polls = calls.filter(({ mutating, action }) => !mutating && action !== 'AssumeRole').length;
  const throttled = calls.filter(({ result }) => /Throttl|PriorRequest|RequestLimit|SlowDown/.test(result)).length;
  return [
    machine,
    '',
    ...columns([
      ['MEASURE', 'VALUE', 'GOAL'],
      ['databases', `${databases}, ${inFlight} at once`, ''],
      ['one database alone', seconds(aloneMs), ''],
      ['critical path', seconds(criticalMs), ''],
      ['wall', seconds(wallMs), ''],
      ['wall ÷ critical path', (wallMs / criticalMs).toFixed(2), '≤ 1.1'],
      ['events per database', (history.events / databases).toFixed(0), '≤ 80'],
      ['worker memory, peak', `${(workerMemory / 2 ** 20).toFixed(0)} MB`, '≤ 400 MB'],
      ['worker processor time per database', seconds(workerProcessorMs / databases), ''],
      ['AWS calls per database', (calls.length / databases).toFixed(0), ''],
      ['of these, looks', (polls / databases).toFixed(0), ''],
      ['of these, throttled', (throttled / databases).toFixed(1), ''],
      ['attempts of activities per database', (history.attempts / databases).toFixed(0), ''],
    ]),
    '',
    ...columns([
      ['WORKFLOW', 'COUNT', 'EVENTS EACH'],
      ...[...history.workflows].map(([type, { count, events }]) => [type, String(count), (events / count).toFixed(0)]),
    ]),
    '',
    ...columns([
      ['EVENT', 'PER DATABASE'],
      ...[...history.eventTypes]
        .toSorted(([, a], [, b]) => b - a)
        .slice(0, shown)
        .map(([type, count]) => [type, (count / databases).toFixed(1)]),
    ]),
    '',
    ...columns([
      ['ACTIVITY', 'COUNT', 'MEAN', 'LONGEST', 'PER DATABASE'],
      ...[...history.activities]
        // A lease is watched for as long as it is held: that is nobody's time.
        .filter(([name]) => name !== 'awaitHolderGone')
        .map(([name, times]) => ({ name, times, sum: times.reduce((a, b) => a + b, 0) }))
        .toSorted((a, b) => b.sum - a.sum)
        .slice(0, shown)
        .map(({ name, times, sum }) => [
          name,
          String(times.length),
          `${(sum / times.length).toFixed(2)} s`,
          `${Math.max(...times).toFixed(2)} s`,
          `${(sum / databases).toFixed(2)} s`,
        ]),
    ]),
  ].join('\n');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
