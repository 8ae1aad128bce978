import { ApplicationFailure } from '@temporalio/common';
import type { ErrorCode } from '../../domain/errors.js';
import { isPassingRefusal } from '../aws/error-names.js';

/** How often errors of one class may follow each other before a step gives up. */
export interface Persistence {
  /** Errors that nobody has foreseen. */
  readonly unknown: number;
  /** Refusals by AWS: a new role or policy is not known everywhere for up to a minute. */
  readonly refused: number;
  /** Pause after the first error in a row, in ms; it doubles with each. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

/** About ten minutes of unknown errors, one minute of refusals. */
export const persistence: Persistence = { unknown: 24, refused: 7, firstPauseMs: 1_000, longestPauseMs: 30_000 };

/** What comes of an attempt that failed: the failure to report, and how many errors there were in a row by now. */
export interface JudgedAttempt {
  readonly failure: Error;
  readonly errorsInARow: number;
}

const outages: readonly ErrorCode[] = [
  'Throttled',
  'QuotaExceeded',
  'CredentialsExpired',
  'Unreachable',
  'ConnectionLost',
];

/**
 * Decides whether a step is tried again. "Not yet" is no error and ends a row of them. Throttling and outages of AWS
 * or the network pass, however long that takes: they neither count nor end a row. Everything else is tried again a few
 * times, with growing pauses, because what fails often in a row will fail for ever.
 */
export function judgeAttempt(
  error: unknown,
  failure: Error,
  errorsBefore: number,
  { unknown, refused, firstPauseMs, longestPauseMs }: Persistence = persistence,
): JudgedAttempt {
  if (!(failure instanceof ApplicationFailure)) return { failure, errorsInARow: errorsBefore };
  if (failure.type === 'NotReady') return { failure, errorsInARow: 0 };
  const mayPass = isPassingRefusal(error);
  if (failure.nonRetryable && !mayPass) return { failure, errorsInARow: errorsBefore };
  if (isOutage(error, failure)) return { failure, errorsInARow: errorsBefore };
  const errorsInARow = errorsBefore + 1;
  const givesUp = errorsInARow >= (mayPass ? refused : unknown);
  if (!givesUp && failure.nextRetryDelay !== undefined) return { failure, errorsInARow };
  return {
    errorsInARow,
    failure: ApplicationFailure.create({
      message: givesUp ? `${failure.message} It was tried ${errorsInARow} times in a row.` : failure.message,
      type: failure.type ?? 'Unexpected',
      nonRetryable: givesUp,
      details: failure.details ?? [],
      nextRetryDelay: Math.min(longestPauseMs, firstPauseMs * 2 ** (errorsInARow - 1)),
    }),
  };
}

function isOutage(error: unknown, { type }: ApplicationFailure): boolean {
  if (outages.includes(type as ErrorCode)) return true;
  if (!(error instanceof Error)) return false;
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: unknown };
  return (
    ($metadata?.httpStatusCode ?? 0) >= 500 ||
    error.name === 'TimeoutError' ||
    (typeof code === 'string' && /^(ECONN|ENET|EHOST|EPIPE|ETIMEDOUT|EAI_AGAIN)/.test(code))
  );
}
