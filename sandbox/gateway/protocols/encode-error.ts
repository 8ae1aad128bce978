import type { Answer } from '../answer.js';
import type { AwsError } from '../contract.js';
import { escapeXml } from './xml.js';
import type { Protocol } from './protocol.js';

/** Encodes an error in the wire form of the protocol, so that every SDK gives its caller the right typed error. */
export function encodeError(protocol: Protocol, error: AwsError, requestId: string): Answer {
  const headers = { 'x-amzn-requestid': requestId };
  if (protocol === 'json' || protocol === 'rest-json') {
    return {
      status: error.status,
      headers: { ...headers, 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': error.code },
      body: JSON.stringify({ __type: error.code, message: error.message, ...error.members }),
    };
  }
  return {
    status: error.status,
    headers: { ...headers, 'content-type': 'text/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${xmlForms[protocol](error, requestId)}`,
  };
}

type XmlForm = (error: AwsError, requestId: string) => string;

const codeAndMessage = (error: AwsError) => `<Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message>`;

const query: XmlForm = (error, requestId) => {
  const type = error.status >= 500 ? 'Receiver' : 'Sender';
  return `<ErrorResponse><Error><Type>${type}</Type>${codeAndMessage(error)}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
};

const xmlForms: Readonly<Record<Exclude<Protocol, 'json' | 'rest-json'>, XmlForm>> = {
  query,
  'rest-xml': query,
  ec2: (error, requestId) =>
    `<Response><Errors><Error>${codeAndMessage(error)}</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
  s3: (error, requestId) => `<Error>${codeAndMessage(error)}<RequestId>${requestId}</RequestId></Error>`,
};
