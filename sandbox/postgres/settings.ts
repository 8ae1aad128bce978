/** Values of a postgresql.conf by parameter name. */
export type PostgresSettings = Readonly<Record<string, string>>;

/** What every server of the sandbox starts with unless its parameter group says otherwise. */
export const baseSettings: PostgresSettings = {
  max_connections: '100',
  shared_buffers: '32MB',
  maintenance_work_mem: '64MB',
  // Every snapshot carries the WAL along.
  max_wal_size: '128MB',
  min_wal_size: '32MB',
  checkpoint_timeout: '5min',
  autovacuum_naptime: '10min',
  max_worker_processes: '8',
  io_method: 'sync',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  password_encryption: 'scram-sha-256',
};

/** What belongs to the sandbox whatever a parameter group says: place, memory, durability, the way in and out. */
export const sandboxSettings: PostgresSettings = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  port: '5432',
  shared_buffers: '32MB',
  huge_pages: 'off',
  dynamic_shared_memory_type: 'posix',
  // The page cache survives the death of a process, and a sandbox does not outlive its machine.
  fsync: 'off',
  ssl: 'off',
  archive_mode: 'off',
  logging_collector: 'off',
  log_destination: 'stderr',
  lc_messages: 'C',
  io_method: 'sync',
  external_pid_file: '',
  restart_after_crash: 'on',
};

/** Writes settings as the text of a postgresql.conf; later sources win. */
export function renderSettings(...sources: readonly PostgresSettings[]): string {
  const merged = Object.assign({}, ...sources) as Record<string, string>;
  return Object.entries(merged)
    .map(([name, value]) => `${name} = '${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'\n`)
    .join('');
}

/**
 * Who may log in, in what order: the sandbox's own superuser without a password (only this process can reach the
 * socket, and the front lets nobody through under that name), everybody else by SCRAM, nobody into `rdsadmin`.
 */
export const hostBasedAuthentication = `local all         rdsadmin trust
local rdsadmin    all      reject
local replication all      reject
local all         all      scram-sha-256
`;
