import type { OutgoingHttpHeaders } from 'node:http';
import type { Answer } from './answer.js';
import type { RawRequest, Signature } from './aws-request.js';
import { notImplemented, type Moto } from './moto.js';

const hopByHop = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'expect'];

/**
 * Passes a request on to moto as the caller's account and returns moto's answer.
 *
 * What moto cannot do it answers with an HTML page and status 500, which SDKs retry and then fail to parse; that
 * becomes a typed error that nobody retries.
 *
 * @throws {AwsError} `NotImplemented`.
 */
export async function forward(
  moto: Moto,
  request: RawRequest,
  signature: Signature,
  accountId: string,
  action: string,
): Promise<Answer> {
  const answer = await moto.send(accountId, {
    method: request.method,
    url: request.queryString === '' ? request.path : `${request.path}?${request.queryString}`,
    headers: forwardedHeaders(request, signature),
    body: request.body,
  });
  if (isHtml(answer)) throw notImplemented(signature.service, action);
  return { ...answer, headers: without(answer.headers, hopByHop) };
}

function forwardedHeaders(request: RawRequest, signature: Signature): OutgoingHttpHeaders {
  const headers = without(request.headers, [...hopByHop, 'x-moto-account-id']);
  if (!signature.presigned) return headers;
  // A presigned URL carries no Authorization header, from which moto would read service and region.
  const { accessKeyId, date, region, service } = signature;
  const credential = `${accessKeyId}/${date}/${region}/${service}/aws4_request`;
  return { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0` };
}

function isHtml(answer: Answer): boolean {
  if (answer.status < 400) return false;
  return /^\s*<(!doctype )?html/i.test(answer.body.toString().slice(0, 100));
}

function without(headers: OutgoingHttpHeaders, names: readonly string[]): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}
