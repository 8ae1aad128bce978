import type { AccessKey, AccessKeys } from './access-keys.js';
import type { RawRequest, Signature } from './aws-request.js';
import { AwsError } from './contract.js';
import type { Protocol } from './protocols/protocol.js';
import { bodyMatchesDigest, isOutdated, isSignedBy } from './verify-signature.js';

/** What is needed to tell who is calling. */
export interface Authenticator {
  readonly accessKeys: AccessKeys;
  /** Tells whether an account was closed: none of its credentials works any more. */
  isClosed(accountId: string): boolean;
}

/**
 * Finds out who signed a request. Nothing of an unsigned, wrongly signed or expired one is ever passed on.
 *
 * @throws {AwsError} in the words of the service that was asked.
 */
export function authenticate(
  { accessKeys, isClosed }: Authenticator,
  request: RawRequest,
  signature: Signature | undefined,
  protocol: Protocol,
): AccessKey {
  const words = refusals[protocol];
  if (signature === undefined) throw words.missing();
  const key = accessKeys.find(signature.accessKeyId);
  if (key === undefined || isClosed(key.caller.accountId)) throw words.unknown();
  if (key.sessionToken !== signature.sessionToken) throw words.unknown();
  if (key.expiresAt !== undefined && key.expiresAt <= Date.now()) throw words.expired();
  if (!isSignedBy(request, signature, key.secretAccessKey) || !bodyMatchesDigest(request)) throw words.forged();
  if (isOutdated(request, signature, Date.now())) throw words.outdated();
  return key;
}

/** How one protocol family refuses a caller. */
export interface Refusals {
  missing(): AwsError;
  unknown(): AwsError;
  expired(): AwsError;
  forged(): AwsError;
  outdated(): AwsError;
}

const text = {
  missing: 'Request is missing Authentication Token',
  unknown: 'The security token included in the request is invalid.',
  expired: 'The security token included in the request is expired',
  forged: 'The request signature we calculated does not match the signature you provided.',
  outdated: 'Signature expired: the time this request was signed for is over.',
} as const;

const query: Refusals = {
  missing: () => new AwsError('MissingAuthenticationToken', text.missing, 403),
  unknown: () => new AwsError('InvalidClientTokenId', text.unknown, 403),
  expired: () => new AwsError('ExpiredToken', text.expired, 403),
  forged: () => new AwsError('SignatureDoesNotMatch', text.forged, 403),
  outdated: () => new AwsError('SignatureDoesNotMatch', text.outdated, 403),
};

const json: Refusals = {
  missing: () => new AwsError('MissingAuthenticationTokenException', text.missing, 400),
  unknown: () => new AwsError('UnrecognizedClientException', text.unknown, 400),
  expired: () => new AwsError('ExpiredTokenException', text.expired, 400),
  forged: () => new AwsError('InvalidSignatureException', text.forged, 400),
  outdated: () => new AwsError('InvalidSignatureException', text.outdated, 400),
};

/** Every protocol family has its own words for the same refusals. */
export const refusals: Readonly<Record<Protocol, Refusals>> = {
  query,
  'rest-xml': query,
  json,
  'rest-json': json,
  ec2: {
    missing: () => new AwsError('MissingAuthenticationToken', text.missing, 403),
    unknown: () => new AwsError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401),
    expired: () => new AwsError('RequestExpired', 'Request has expired.', 400),
    forged: () => new AwsError('SignatureDoesNotMatch', text.forged, 403),
    outdated: () => new AwsError('RequestExpired', 'Request has expired.', 400),
  },
  s3: {
    missing: () => new AwsError('AccessDenied', 'Access Denied', 403),
    unknown: () =>
      new AwsError('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403),
    expired: () => new AwsError('ExpiredToken', 'The provided token has expired.', 400),
    forged: () => new AwsError('SignatureDoesNotMatch', text.forged, 403),
    outdated: () => new AwsError('AccessDenied', 'Request has expired', 403),
  },
};
