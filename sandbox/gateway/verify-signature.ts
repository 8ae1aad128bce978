import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { single, type RawRequest, type Signature } from './aws-request.js';

/** Tells whether the holder of the secret signed exactly this request (AWS Signature Version 4). */
export function isSignedBy(request: RawRequest, signature: Signature, secretAccessKey: string): boolean {
  const expected = Buffer.from(sign(request, signature, secretAccessKey));
  const given = Buffer.from(signature.signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** Tells whether the time that a presigned URL is valid for is over. */
export function isOutdated(request: RawRequest, signature: Signature, now: number): boolean {
  if (!signature.presigned) return false;
  const start = parseTime(request.query.get('X-Amz-Date') ?? '');
  const seconds = Number(request.query.get('X-Amz-Expires') ?? '0');
  return !(now <= start + seconds * 1000);
}

function sign(request: RawRequest, signature: Signature, secretAccessKey: string): string {
  const scope = `${signature.date}/${signature.region}/${signature.service}/aws4_request`;
  const time = signature.presigned ? request.query.get('X-Amz-Date') : timeHeader(request);
  const toSign = ['AWS4-HMAC-SHA256', time ?? '', scope, sha256(canonicalRequest(request, signature))].join('\n');
  const dateKey = hmac(`AWS4${secretAccessKey}`, signature.date);
  const regionKey = hmac(dateKey, signature.region);
  const serviceKey = hmac(regionKey, signature.service);
  return hmac(hmac(serviceKey, 'aws4_request'), toSign).toString('hex');
}

function canonicalRequest(request: RawRequest, signature: Signature): string {
  const headers = signature.signedHeaders.map((name) => `${name}:${headerValue(request, name)}\n`);
  return [
    request.method,
    canonicalPath(request.path, signature.service),
    canonicalQuery(request.queryString),
    headers.join(''),
    signature.signedHeaders.join(';'),
    payloadHash(request, signature),
  ].join('\n');
}

// S3 signs the path as it is sent; every other service signs it encoded once more.
function canonicalPath(path: string, service: string): string {
  return service === 's3' ? path : path.split('/').map(encode).join('/');
}

function canonicalQuery(queryString: string): string {
  return queryString
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const name = equals === -1 ? pair : pair.slice(0, equals);
      const value = equals === -1 ? '' : pair.slice(equals + 1);
      return [encode(decode(name)), encode(decode(value))] as const;
    })
    .filter(([name]) => name !== 'X-Amz-Signature')
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function payloadHash(request: RawRequest, signature: Signature): string {
  const declared = single(request.headers['x-amz-content-sha256']);
  if (declared !== undefined) return declared;
  if (signature.presigned && signature.service === 's3') return 'UNSIGNED-PAYLOAD';
  return sha256(request.body);
}

/** Tells whether the body is the one whose digest was signed. A streamed or unsigned body has no digest to compare. */
export function bodyMatchesDigest(request: RawRequest): boolean {
  const declared = single(request.headers['x-amz-content-sha256']);
  if (declared === undefined || !/^[0-9a-f]{64}$/.test(declared)) return true;
  return declared === sha256(request.body);
}

function timeHeader(request: RawRequest): string | undefined {
  return single(request.headers['x-amz-date']);
}

function headerValue(request: RawRequest, name: string): string {
  const value = request.headers[name];
  const text = Array.isArray(value) ? value.join(',') : (value ?? '');
  return text.trim().replace(/ +/g, ' ');
}

function parseTime(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!parts) return Number.NaN;
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string): string {
  return decodeURIComponent(text.replace(/\+/g, ' '));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
