/**
 * Settings of a Temporal dev server that serves one person or one test run, as arguments of `temporal server start-dev`.
 *
 * Timers have a floor of one second otherwise, and each of Backlot's many small task queues four partitions.
 */
export const temporalTuning: readonly string[] = [
  'history.timerProcessorMaxTimeShift="50ms"',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
].flatMap((value) => ['--dynamic-config-value', value]);
