import { DefaultLogger, Runtime, type LogEntry } from '@temporalio/worker';

/**
 * Sets up what all workers of the process share: where logs go, and that signals are the command's own business.
 *
 * Must run before anything else of the worker SDK.
 */
export function installRuntime(json: boolean): void {
  Runtime.install({
    // The SDK would stop the workers by itself on a signal, and a second one would have no effect.
    shutdownSignals: [],
    logger: json ? new DefaultLogger('INFO', writeJson) : new DefaultLogger('WARN'),
  });
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
