import { CommanderError } from 'commander';
import { BacklotError } from '../../domain/errors.js';

/** What a command's exit code says. Scripts may rely on these. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, unreachable: 3, differs: 4, interrupted: 130 } as const;

/** The table of exit codes as `backlot --help` shows it. */
export const exitCodeHelp = `Exit codes:
  0    done, nothing wrong
  1    problems were found, or the operation failed
  2    the command, its options or a setting cannot be understood
  3    something was not found, or a server does not answer
  4    something differs from what the fleet says: parity, drift, plan --exit-code
  130  interrupted; what was started goes on`;

/** Chooses the exit code of a command that ended with this error. */
export function exitCodeOfError(error: unknown): number {
  // Commander throws to end after --help and --version as well.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (!(error instanceof BacklotError)) return exitCodes.failed;
  if (error.code === 'InvalidInput') return exitCodes.usage;
  return error.code === 'NotFound' || error.code === 'Unreachable' ? exitCodes.unreachable : exitCodes.failed;
}
