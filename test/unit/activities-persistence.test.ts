import { CancelledFailure, type ApplicationFailure } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { NotReadyError } from '../../activities/edge/not-ready.js';
import { judgeAttempt, type Persistence } from '../../activities/edge/persistence.js';
import { readBeat, writeBeat } from '../../activities/edge/progress.js';
import { toFailure } from '../../activities/edge/to-failure.js';
import { BacklotError } from '../../domain/errors.js';

const patience: Persistence = { unknown: 4, refused: 2, firstPauseMs: 100, longestPauseMs: 300 };

function awsError(name: string, { status = 400, message = 'words of AWS' } = {}): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

/** What a row of the same error comes to: after how many attempts the step gives up, if ever, and the pauses between. */
function fate(error: Error, attempts = 40): { givesUpAfter?: number; pauses: unknown[] } {
  const pauses: unknown[] = [];
  let errors = 0;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const judged = judgeAttempt(error, toFailure(error), errors, patience);
    errors = judged.errorsInARow;
    const failure = judged.failure as ApplicationFailure;
    if (failure.nonRetryable) return { givesUpAfter: attempt, pauses };
    pauses.push(failure.nextRetryDelay);
  }
  return { pauses };
}

describe('a step whose attempts end in one error after the other', () => {
  test.each<[string, Error, number | undefined]>([
    ['that nobody has foreseen gives up after some', new TypeError('x is not a function'), 4],
    ['of AWS without a known meaning gives up after some', awsError('InvalidDBInstanceState'), 4],
    ['that says that it exists already gives up after some', awsError('DBSnapshotAlreadyExists'), 4],
    ['of missing permission gives up after fewer', awsError('AccessDenied'), 2],
    [
      'of an explicit prohibition gives up at once',
      awsError('AccessDenied', { message: 'with an explicit deny in a service control policy' }),
      1,
    ],
    ['that is permanent gives up at once', new BacklotError('NotOurs', 'It is not ours.'), 1],
    ['of our own permission gives up at once', new BacklotError('AccessDenied', 'STS issued nothing.'), 1],
    ['of throttling never gives up', awsError('Throttling'), undefined],
    ['of a quota never gives up', awsError('SnapshotQuotaExceeded'), undefined],
    ['of ended credentials never gives up', awsError('ExpiredToken'), undefined],
    ['of an outage of AWS never gives up', awsError('InternalFailure', { status: 500 }), undefined],
    ['of a lost connection never gives up', Object.assign(new Error('x'), { code: 'ECONNRESET' }), undefined],
    [
      'of an answer that does not come never gives up',
      Object.assign(new Error('x'), { name: 'TimeoutError' }),
      undefined,
    ],
    ['that only says "not yet" never gives up', new NotReadyError('copying', 10), undefined],
  ])('%s', (_what, error, attempts) => {
    expect(fate(error).givesUpAfter).toBe(attempts);
  });

  test('pauses longer and longer, up to the longest', () => {
    expect(fate(new Error('x')).pauses).toEqual([100, 200, 300]);
  });

  test('keeps the pauses of "not yet" and of throttling as they are', () => {
    expect(fate(new NotReadyError('copying', 10), 2).pauses).toEqual([10, 10]);
    expect(fate(awsError('Throttling'), 2).pauses).toEqual([5_000, 5_000]);
  });

  test('says in the end how often it was tried, and nothing of an unknown error', () => {
    const error = new Error('password=hunter2');
    const { failure } = judgeAttempt(error, toFailure(error), patience.unknown - 1, patience);
    expect(failure.message).toMatch(/It was tried 4 times in a row\.$/);
    expect(failure.message).not.toContain('hunter2');
  });

  test('begins anew after a "not yet", and does not after throttling', () => {
    const after = (error: Error) => judgeAttempt(error, toFailure(error), 3, patience).errorsInARow;
    expect(after(new NotReadyError('copying', 10))).toBe(0);
    expect(after(awsError('Throttling'))).toBe(3);
  });

  test('leaves a cancellation alone', () => {
    const cancelled = new CancelledFailure('cancelled');
    expect(judgeAttempt(cancelled, cancelled, 3, patience)).toEqual({ failure: cancelled, errorsInARow: 3 });
  });
});

test('a heartbeat carries the errors beside the details, and only when there are any', () => {
  const details = { rowsDone: 3 };
  expect(writeBeat({ details, errorsInARow: 0 })).toEqual(details);
  expect(readBeat(writeBeat({ details, errorsInARow: 2 }))).toEqual({ details, errorsInARow: 2 });
  expect(readBeat(undefined)).toEqual({ details: undefined, errorsInARow: 0 });
});
