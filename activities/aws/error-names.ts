import type { ErrorCode } from '../../domain/errors.js';

/**
 * The one place where the names of AWS errors get their meaning. Names that are not listed stay retryable; so do those
 * that say that something exists already: it has come since the step looked, and the next attempt looks whose it is.
 */
const meanings: Readonly<Record<string, ErrorCode>> = {
  AccessDenied: 'AccessDenied',
  AccessDeniedException: 'AccessDenied',
  UnauthorizedOperation: 'AccessDenied',
  KMSKeyNotAccessibleFault: 'AccessDenied',
  UnrecognizedClientException: 'AccessDenied',
  InvalidClientTokenId: 'AccessDenied',
  ExpiredToken: 'CredentialsExpired',
  ExpiredTokenException: 'CredentialsExpired',
  RequestExpired: 'CredentialsExpired',
  Throttling: 'Throttled',
  ThrottlingException: 'Throttled',
  TooManyRequestsException: 'Throttled',
  ConcurrentModificationException: 'Throttled',
  ConflictException: 'Throttled',
  RequestLimitExceeded: 'Throttled',
  SlowDown: 'Throttled',
  ThrottledException: 'Throttled',
  RequestThrottled: 'Throttled',
  RequestThrottledException: 'Throttled',
  PriorRequestNotComplete: 'Throttled',
  SnapshotQuotaExceeded: 'QuotaExceeded',
  SnapshotQuotaExceededFault: 'QuotaExceeded',
  InstanceQuotaExceeded: 'QuotaExceeded',
  InstanceQuotaExceededFault: 'QuotaExceeded',
  SharedSnapshotQuotaExceeded: 'QuotaExceeded',
  SharedSnapshotQuotaExceededFault: 'QuotaExceeded',
  StorageQuotaExceeded: 'QuotaExceeded',
  DBSnapshotNotFound: 'NotFound',
  DBSnapshotNotFoundFault: 'NotFound',
  DBInstanceNotFound: 'NotFound',
  DBInstanceNotFoundFault: 'NotFound',
  DBParameterGroupNotFound: 'NotFound',
  DBParameterGroupNotFoundFault: 'NotFound',
  ResourceNotFoundException: 'NotFound',
  NoSuchHostedZone: 'NotFound',
  NoSuchKey: 'NotFound',
  NoSuchEntity: 'NotFound',
  NoSuchEntityException: 'NotFound',
  AccountNotFoundException: 'NotFound',
};

const invalidParameters = /^(InvalidParameter|InvalidChangeBatch|ValidationError|ValidationException|InvalidInput)/;

/** Interprets the name of an AWS error; `undefined` when it has no fixed meaning. */
export function awsErrorCode(error: unknown): ErrorCode | undefined {
  const name = awsErrorName(error);
  if (name === undefined) return undefined;
  return meanings[name] ?? (invalidParameters.test(name) ? 'InvalidInput' : undefined);
}

/** Tells whether AWS says that the thing does not exist. */
export function isNotFound(error: unknown): boolean {
  return awsErrorCode(error) === 'NotFound';
}

/** What services say of what cannot go because something uses it. */
const inUse =
  /^(?:DependencyViolation|DeleteConflict(?:Exception)?|HostedZoneNotEmpty|BucketNotEmpty|InUseException|VolumeInUse|ResourceInUse(?:Exception)?|ClusterContains\w+Exception|InvalidIPAddress\.InUse|InvalidDB(?:SubnetGroup|ParameterGroup)State(?:Fault)?|InvalidNetworkInterface\.InUse|InvalidParameterValue\.InUse)$/;

/** Tells whether AWS says that something cannot be deleted for now, because something else uses it. */
export function isInUse(error: unknown): boolean {
  return inUse.test(awsErrorName(error) ?? '');
}

/** Tells whether a refusal may pass: a policy that forbids it is there to stay, one that allows it may be on its way. */
export function isPassingRefusal(error: unknown): boolean {
  return (
    ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'].includes(awsErrorName(error) ?? '') &&
    !(error instanceof Error && /explicit deny/i.test(error.message))
  );
}

/** The name of an error that came from an AWS answer. */
export function awsErrorName(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  return error.name;
}
