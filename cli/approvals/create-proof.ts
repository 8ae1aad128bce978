import { createHash, createHmac } from 'node:crypto';
import { digestHeader, stsVersion, type ProofPlace } from '../../domain/approvals/proof.js';

/** Long enough for a busy worker, short enough to be worth nothing to whoever finds it later. */
const goodForSeconds = 300;

/** Credentials of a person, in the form of the SDK. */
export interface PersonalCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/**
 * Signs what a person approves: a call that tells who its signer is, with the digest as a signed header. It is never sent
 * from here. Whoever has it can ask AWS that one question for five minutes, and nothing else.
 *
 * @param now in ms since the epoch.
 */
export function createProof(
  { accessKeyId, secretAccessKey, sessionToken }: PersonalCredentials,
  { endpoint, region }: ProofPlace,
  digest: string,
  now: number,
): string {
  const { host } = new URL(endpoint);
  const time = `${new Date(now).toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}Z`;
  const scope = `${time.slice(0, 8)}/${region}/sts/aws4_request`;
  const query = canonicalQuery({
    Action: 'GetCallerIdentity',
    Version: stsVersion,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(goodForSeconds),
    'X-Amz-SignedHeaders': `host;${digestHeader}`,
    ...(sessionToken === undefined ? {} : { 'X-Amz-Security-Token': sessionToken }),
  });
  const request = ['GET', '/', query, `host:${host}\n${digestHeader}:${digest}\n`, `host;${digestHeader}`, sha256('')];
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(request.join('\n'))].join('\n');
  const key = [region, 'sts', 'aws4_request'].reduce<Buffer>(
    hmac,
    hmac(Buffer.from(`AWS4${secretAccessKey}`), time.slice(0, 8)),
  );
  return `${new URL(endpoint).origin}/?${query}&X-Amz-Signature=${hmac(key, toSign).toString('hex')}`;
}

function canonicalQuery(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
