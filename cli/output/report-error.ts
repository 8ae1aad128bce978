import { CommanderError } from 'commander';
import { BacklotError } from '../../domain/errors.js';
import { exitCodeOfError } from './exit-codes.js';
import type { Style } from './style.js';

/**
 * Prints an error for a person: its code and its words, without a stack trace. What nobody foresaw keeps its trace,
 * since that is all there is to go by.
 *
 * @returns the exit code.
 */
export function reportError(error: unknown, style: Style): number {
  // Commander has printed its own words already.
  if (!(error instanceof CommanderError)) console.error(`${style.red('error')} ${wordsOf(error)}`);
  return exitCodeOfError(error);
}

function wordsOf(error: unknown): string {
  if (error instanceof BacklotError) return `${error.code}: ${error.message}`;
  if (error instanceof Error) return `Unexpected: ${error.stack ?? error.message}`;
  return `Unexpected: ${String(error)}`;
}
