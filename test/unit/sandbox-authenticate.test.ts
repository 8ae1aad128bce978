import { describe, expect, test } from 'vitest';
import { AccessKeys } from '../../sandbox/gateway/access-keys.js';
import { authenticate } from '../../sandbox/gateway/authenticate.js';
import type { RawRequest, Signature } from '../../sandbox/gateway/aws-request.js';
import { AwsError } from '../../sandbox/gateway/contract.js';
import type { Protocol } from '../../sandbox/gateway/protocols/protocol.js';

const accessKeys = new AccessKeys();
const request: RawRequest = {
  method: 'POST',
  path: '/',
  queryString: '',
  query: new URLSearchParams(),
  headers: { host: '127.0.0.1', 'x-amz-date': '20261121T000000Z' },
  body: Buffer.alloc(0),
};

function session(durationSeconds: number) {
  const role = { accountId: '111111111111', roleName: 'Role', roleId: 'AROAX', sessionName: 'me' };
  return accessKeys.issueSession({ ...role, durationSeconds });
}

function signedBy(accessKeyId: string, sessionToken: string): Signature {
  const scope = { date: '20261121', region: 'us-east-1', service: 'rds' };
  return { ...scope, accessKeyId, sessionToken, signedHeaders: ['host'], signature: 'f00d', presigned: false };
}

function refusal(protocol: Protocol, signature: Signature | undefined, closed: readonly string[] = []): string {
  try {
    authenticate({ accessKeys, isClosed: (id) => closed.includes(id) }, request, signature, protocol);
    return 'accepted';
  } catch (error) {
    return error instanceof AwsError ? error.code : String(error);
  }
}

describe.each([
  ['query', 'ExpiredToken', 'InvalidClientTokenId', 'SignatureDoesNotMatch', 'MissingAuthenticationToken'],
  ['rest-xml', 'ExpiredToken', 'InvalidClientTokenId', 'SignatureDoesNotMatch', 'MissingAuthenticationToken'],
  [
    'json',
    'ExpiredTokenException',
    'UnrecognizedClientException',
    'InvalidSignatureException',
    'MissingAuthenticationTokenException',
  ],
  ['ec2', 'RequestExpired', 'AuthFailure', 'SignatureDoesNotMatch', 'MissingAuthenticationToken'],
  ['s3', 'ExpiredToken', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'AccessDenied'],
] as const)('in %s', (protocol, expired, unknown, forged, missing) => {
  test('an expired session is refused as expired', () => {
    const old = session(-1);
    expect(refusal(protocol, signedBy(old.accessKeyId, old.sessionToken))).toBe(expired);
  });

  test('an unknown key, a wrong token and a closed account are refused alike', () => {
    const good = session(900);
    expect(refusal(protocol, signedBy('ASIAUNKNOWN', good.sessionToken))).toBe(unknown);
    expect(refusal(protocol, signedBy(good.accessKeyId, 'another'))).toBe(unknown);
    expect(refusal(protocol, signedBy(good.accessKeyId, good.sessionToken), ['111111111111'])).toBe(unknown);
  });

  test('a wrong signature and none at all are refused', () => {
    const good = session(900);
    expect(refusal(protocol, signedBy(good.accessKeyId, good.sessionToken))).toBe(forged);
    expect(refusal(protocol, undefined)).toBe(missing);
  });
});
