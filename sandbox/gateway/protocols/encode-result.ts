import type { Answer } from '../answer.js';
import type { AwsCall, Parameters, Service } from '../contract.js';
import { encodeXml } from './xml.js';
import type { Protocol } from './protocol.js';

const namespaces: Readonly<Record<string, string>> = {
  rds: 'http://rds.amazonaws.com/doc/2014-10-31/',
  ec2: 'http://ec2.amazonaws.com/doc/2016-11-15/',
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
  const inner = enclose(protocol, call, members);
  const body = `<?xml version="1.0"?>\n<${call.action}Response xmlns="${namespace}">${inner}</${call.action}Response>`;
  return { status: 200, headers: { ...headers, 'content-type': 'text/xml' }, body };
}

/** EC2 has no result around its members, and names them in lower camel case, the request's id too. */
function enclose(protocol: Protocol, { action, requestId }: AwsCall, members: string): string {
  if (protocol === 'rest-xml') return members;
  if (protocol === 'ec2') return `<requestId>${requestId}</requestId>${members}`;
  return `<${action}Result>${members}</${action}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
}

/** JSON services give times as seconds since the epoch. `JSON.stringify` has already made ISO text of a `Date`. */
function epochSeconds(this: unknown, name: string, value: unknown): unknown {
  const holder = this as Readonly<Record<string, unknown>>;
  const original = holder[name];
  return original instanceof Date ? original.getTime() / 1000 : value;
}
