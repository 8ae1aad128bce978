/** A database parameter as RDS names it. */
export interface DatabaseParameter {
  readonly name: string;
  readonly value: string;
}

// A crash-consistent copy refuses to start with less of these than its source had.
const recoveryNeeds = [
  'max_connections',
  'max_locks_per_transaction',
  'max_prepared_transactions',
  'max_wal_senders',
  'max_worker_processes',
  'rds.logical_replication',
  'track_commit_timestamp',
];

// What could make a raw copy act on the world, run production's code, or write statements where others read them.
const quarantine: readonly DatabaseParameter[] = [
  { name: 'max_logical_replication_workers', value: '0' },
  // It would write statistics by itself between the verification and the snapshot.
  { name: 'autovacuum', value: '0' },
  { name: 'log_statement', value: 'none' },
  { name: 'log_min_duration_statement', value: '-1' },
  { name: 'log_min_error_statement', value: 'panic' },
  { name: 'log_parameter_max_length', value: '0' },
  { name: 'log_parameter_max_length_on_error', value: '0' },
  { name: 'track_activity_query_size', value: '100' },
  { name: 'rds.force_ssl', value: '1' },
];

// These name production's libraries and jobs, or belong to its size rather than its behaviour.
const notForEnvironments = ['shared_preload_libraries', 'cron.database_name', 'rds.logical_replication'];

/**
 * Chooses the parameters of a copy from those that its source sets itself. In quarantine only what recovery needs is
 * kept and everything that could act is off; an environment gets what applies to it, so that it behaves as production.
 */
export function parametersFor(
  purpose: 'quarantine' | 'environment',
  source: readonly DatabaseParameter[],
): readonly DatabaseParameter[] {
  if (purpose === 'environment') return source.filter(({ name }) => !notForEnvironments.includes(name));
  return [...source.filter(({ name }) => recoveryNeeds.includes(name)), ...quarantine];
}
