import { refusals } from '../authenticate.js';
import { AwsError } from '../contract.js';
import type { Protocol } from '../protocols/protocol.js';

type Words = readonly [code: string, status: number, message: string];

const rate = 'Rate exceeded';
const unknown = 'The request processing has failed because of an unknown error, exception or failure.';
const unavailable = 'The request has failed due to a temporary failure of the server.';

/** The same condition has another name in every protocol; `5xx` names decide about retries by their status. */
const byProtocol: Readonly<Record<string, Readonly<Record<Protocol, Words>>>> = {
  Throttling: {
    query: ['Throttling', 400, rate],
    'rest-xml': ['Throttling', 400, rate],
    json: ['ThrottlingException', 400, rate],
    'rest-json': ['TooManyRequestsException', 429, rate],
    ec2: ['RequestLimitExceeded', 503, 'Request limit exceeded.'],
    s3: ['SlowDown', 503, 'Please reduce your request rate.'],
  },
  InternalFailure: {
    query: ['InternalFailure', 500, unknown],
    'rest-xml': ['InternalFailure', 500, unknown],
    json: ['InternalFailure', 500, unknown],
    'rest-json': ['InternalFailure', 500, unknown],
    ec2: ['InternalError', 500, 'An internal error has occurred'],
    s3: ['InternalError', 500, 'We encountered an internal error. Please try again.'],
  },
  ServiceUnavailable: {
    query: ['ServiceUnavailable', 503, unavailable],
    'rest-xml': ['ServiceUnavailable', 503, unavailable],
    json: ['ServiceUnavailableException', 503, unavailable],
    'rest-json': ['ServiceUnavailableException', 503, unavailable],
    ec2: ['Unavailable', 503, 'The service is unavailable. Please try again shortly.'],
    s3: ['ServiceUnavailable', 503, 'Service is unable to handle request.'],
  },
  AccessDenied: {
    query: ['AccessDenied', 403, 'User is not authorized to perform this action.'],
    'rest-xml': ['AccessDenied', 403, 'User is not authorized to perform this action.'],
    json: ['AccessDeniedException', 400, 'User is not authorized to perform this action.'],
    'rest-json': ['AccessDeniedException', 403, 'User is not authorized to perform this action.'],
    ec2: ['UnauthorizedOperation', 403, 'You are not authorized to perform this operation.'],
    s3: ['AccessDenied', 403, 'Access Denied'],
  },
};

/** Services that have a word of their own for a condition. */
const byService: Readonly<Record<string, Readonly<Record<string, Words>>>> = {
  Throttling: { organizations: ['TooManyRequestsException', 400, rate] },
  InternalFailure: {
    kms: ['KMSInternalException', 500, 'The request was rejected because an internal exception occurred.'],
    secretsmanager: ['InternalServiceError', 500, 'An error occurred on the server side.'],
    organizations: ['ServiceException', 500, 'AWS Organizations could not complete the request.'],
    iam: ['ServiceFailure', 500, unknown],
  },
};

/** Makes a named error as a service says it: its own code, status and words for what every service knows. */
export function errorInWords(
  service: string,
  protocol: Protocol,
  error: { readonly code: string; readonly message?: string | undefined; readonly status?: number | undefined },
): AwsError {
  if (error.code === 'ExpiredToken') return refusals[protocol].expired();
  const words = byService[error.code]?.[service] ?? byProtocol[error.code]?.[protocol];
  const [code, status, message] = words ?? [error.code, usualStatus(error.code, protocol), error.code];
  return new AwsError(code, error.message ?? message, error.status ?? status);
}

/** JSON services answer nearly everything that is the caller's fault with 400. */
function usualStatus(code: string, protocol: Protocol): number {
  if (/Unavailable/.test(code)) return 503;
  if (/Internal(Failure|Error|Exception|Server)|ServiceFailure/.test(code)) return 500;
  if (protocol === 'json') return 400;
  if (/NotFound|NoSuch/.test(code)) return 404;
  return /AccessDenied|Unauthorized|InvalidClientTokenId/.test(code) ? 403 : 400;
}
