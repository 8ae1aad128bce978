import type { Answer } from '../answer.js';
import type { AwsCall, Parameters, Service } from '../contract.js';
import { encodeXml } from './xml.js';
import type { Protocol } from './protocol.js';

const namespaces: Readonly<Record<string, string>> = {
  rds: 'http://rds.amazonaws.com/doc/2014-10-31/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  route53: 'https://route53.amazonaws.com/doc/2013-04-01/',
};

/** Encodes what a service returned in the wire form that the request had. */
export function encodeResult(protocol: Protocol, service: Service, call: AwsCall, result: Parameters): Answer {
  const headers = { 'x-amzn-requestid': call.requestId };
  if (protocol === 'json') {
    const body = JSON.stringify(result, epochSeconds);
    return { status: 200, headers: { ...headers, 'content-type': 'application/x-amz-json-1.1' }, body };
  }
  const namespace = namespaces[service.name] ?? '';
  const members = encodeXml(result, service.listElements ?? {});
  const inner =
    protocol === 'rest-xml'
      ? members
      : `<${call.action}Result>${members}</${call.action}Result>` +
        `<ResponseMetadata><RequestId>${call.requestId}</RequestId></ResponseMetadata>`;
  const body = `<?xml version="1.0"?>\n<${call.action}Response xmlns="${namespace}">${inner}</${call.action}Response>`;
  return { status: 200, headers: { ...headers, 'content-type': 'text/xml' }, body };
}

/** JSON services give times as seconds since the epoch. `JSON.stringify` has already made ISO text of a `Date`. */
function epochSeconds(this: unknown, name: string, value: unknown): unknown {
  const holder = this as Readonly<Record<string, unknown>>;
  const original = holder[name];
  return original instanceof Date ? original.getTime() / 1000 : value;
}
