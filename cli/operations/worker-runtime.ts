import { DefaultLogger, Runtime, type LogEntry } from '@temporalio/worker';

/**
 * Sets up what all workers of the process share: where logs go, and that signals are the command's own business.
 *
 * Must run before anything else of the worker SDK.
 *
 * @returns how the command itself writes to the log.
 */
export function installRuntime(json: boolean): (message: string) => void {
  const logger = json ? new DefaultLogger('INFO', writeJson) : new DefaultLogger('WARN');
  // The SDK would stop the workers by itself on a signal, and a second one would have no effect.
  Runtime.install({ shutdownSignals: [], logger });
  return json ? (message) => logger.info(message) : (message) => console.error(message);
}

function writeJson({ level, message, timestampNanos, meta }: LogEntry): void {
  const time = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  process.stderr.write(`${JSON.stringify({ time, level, message, ...meta }, plain)}\n`);
}

/** What JSON cannot hold, or holds as nothing. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  return value;
}
