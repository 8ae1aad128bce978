import { ApplicationFailure } from '@temporalio/common';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { awsErrorCode } from '../../activities/aws/error-names.js';
import { NotReadyError } from '../../activities/edge/not-ready.js';
import { toFailure } from '../../activities/edge/to-failure.js';
import { sqlFailure } from '../../activities/sql/sql-errors.js';
import { BacklotError, errorCodes, type ErrorCode } from '../../domain/errors.js';

function awsError(name: string): Error {
  return Object.assign(new Error('words of AWS'), { name, $metadata: {} });
}

function databaseError(fields: Partial<pg.DatabaseError>): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('Failing row contains (jane.real@example.com)', 1, 'error'), fields);
}

describe('toFailure', () => {
  test.each(Object.entries(errorCodes))('keeps code %s and whether it may be tried again', (code, { retryable }) => {
    const failure = toFailure(new BacklotError(code as ErrorCode, 'what, why, what to do'));
    expect(failure).toMatchObject({ type: code, message: 'what, why, what to do', nonRetryable: !retryable });
  });

  test('makes "not yet" benign, with its own delay', () => {
    const failure = toFailure(new NotReadyError('copying at 40 %', 250));
    expect(failure).toMatchObject({ type: 'NotReady', category: 'BENIGN', nextRetryDelay: 250, nonRetryable: false });
  });

  test.each([
    ['Throttling', 'Throttled', false],
    ['SlowDown', 'Throttled', false],
    ['UnauthorizedOperation', 'AccessDenied', true],
    ['ExpiredToken', 'CredentialsExpired', false],
    ['AccessDeniedException', 'AccessDenied', true],
    ['DBSnapshotNotFoundFault', 'NotFound', true],
    ['InvalidParameterValue', 'InvalidInput', true],
  ])('gives %s of AWS the code %s', (name, type, nonRetryable) => {
    expect(toFailure(awsError(name))).toMatchObject({ type, nonRetryable });
  });

  test.each([
    ['Throttling', 5_000],
    ['SnapshotQuotaExceeded', 5_000],
    ['ExpiredToken', 1_000],
    ['InternalFailure', undefined],
  ])('says of %s when to try again', (name, delay) => {
    expect((toFailure(awsError(name)) as ApplicationFailure).nextRetryDelay).toBe(delay);
  });

  test('leaves AWS errors without a fixed meaning retryable', () => {
    expect(awsErrorCode(awsError('InternalFailure'))).toBeUndefined();
    expect(toFailure(awsError('InternalFailure'))).toMatchObject({ type: 'InternalFailure', nonRetryable: false });
  });

  test('tells no words of an unknown error, and no cause or stack of any', () => {
    const secret = new Error('password=hunter2', { cause: new Error('jane.real@example.com') });
    const failure = toFailure(secret) as ApplicationFailure;
    expect(failure.nonRetryable).toBe(false);
    expect(JSON.stringify([failure.message, failure.details, failure.cause])).not.toMatch(/hunter2|jane/);
  });

  test('passes failures of Temporal through', () => {
    const failure = ApplicationFailure.nonRetryable('as it is', 'InvalidInput');
    expect(toFailure(failure)).toBe(failure);
  });
});

describe('sqlFailure', () => {
  test('tells the SQLSTATE and the names, never the words of the server', () => {
    const failure = sqlFailure(
      'Preparing the roles',
      databaseError({ code: '23505', schema: 'app', table: 'users', detail: 'Key (email)=(jane.real@example.com)' }),
    );
    expect(failure).toMatchObject({ code: 'SqlFailed' });
    expect(failure.message).toContain('23505 at app.users');
    expect(failure.message).not.toContain('jane');
  });

  test.each(['57P03', '28P01', '53300'])('takes SQLSTATE %s for a server that is not there yet', (code) => {
    expect(sqlFailure('Connecting', databaseError({ code }))).toBeInstanceOf(NotReadyError);
  });

  test.each(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT'])('takes %s for a network that is not there yet', (code) => {
    expect(sqlFailure('Connecting', Object.assign(new Error(code), { code }))).toBeInstanceOf(NotReadyError);
  });
});
