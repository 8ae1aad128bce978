import { ApplicationFailure } from '@temporalio/common';
import { BacklotError, errorCodes, type ErrorCode } from '../../domain/errors.js';
import { awsErrorCode, awsErrorName } from '../aws/error-names.js';
import { NotReadyError } from './not-ready.js';

/** When the next attempt makes sense, where the error itself tells; ms. New credentials are there at once. */
const delays: Partial<Record<ErrorCode, number>> = {
  Throttled: 5_000,
  QuotaExceeded: 5_000,
  CredentialsExpired: 1_000,
};

/**
 * Turns whatever an activity threw into the failure that Temporal records: a stable code, a message without values,
 * and nothing else. No stack and no cause travel, because they may hold what must not be written to history.
 */
export function toFailure(error: unknown): Error {
  if (error instanceof ApplicationFailure || isTemporalControl(error)) return error as Error;
  if (error instanceof NotReadyError) {
    return ApplicationFailure.create({
      type: 'NotReady',
      message: error.message,
      category: 'BENIGN',
      nextRetryDelay: error.againInMs,
    });
  }
  if (error instanceof BacklotError) return failure(error.code, error.message, error.details);
  const code = awsErrorCode(error);
  if (code !== undefined) return failure(code, awsMessage(error));
  if (awsErrorName(error) !== undefined) {
    return ApplicationFailure.retryable(awsMessage(error), awsErrorName(error) ?? 'AwsError');
  }
  // Unknown errors stay retryable; only their class is told, since their words may quote data.
  const name = error instanceof Error ? error.name : typeof error;
  return ApplicationFailure.retryable(
    `An unexpected ${name} ended this attempt; the worker's log has it.`,
    'Unexpected',
  );
}

function failure(code: ErrorCode, message: string, details?: unknown): ApplicationFailure {
  return ApplicationFailure.create({
    type: code,
    message,
    nonRetryable: !errorCodes[code].retryable,
    ...(details === undefined ? {} : { details: [details] }),
    ...(delays[code] === undefined ? {} : { nextRetryDelay: delays[code] }),
  });
}

function awsMessage(error: unknown): string {
  return `AWS answered ${awsErrorName(error) ?? 'an error'}: ${error instanceof Error ? error.message : ''}`.trim();
}

function isTemporalControl(error: unknown): boolean {
  return error instanceof Error && ['CancelledFailure', 'CompleteAsyncError'].includes(error.name);
}
