import type { RawRequest } from './aws-request.js';
import { describeS3 } from './describe-s3.js';
import { decodeJson } from './protocols/json.js';
import type { Protocol } from './protocols/protocol.js';
import { decodeQuery, type DecodedAction } from './protocols/query.js';
import { decodeRestXml, type RestXmlShape } from './protocols/rest-xml.js';

/** Finds out what a request asks for. A REST action that nobody here knows is named by its method and path. */
export function decodeAction(
  protocol: Protocol,
  request: RawRequest,
  restShape: RestXmlShape | undefined,
): DecodedAction {
  if (protocol === 'json') return decodeJson(request);
  if (protocol === 'query' || protocol === 'ec2') return decodeQuery(request);
  if (protocol === 's3') return describeS3(request);
  const decoded = restShape === undefined ? undefined : decodeRestXml(request, restShape);
  return decoded ?? { action: `${request.method} ${request.path}`, parameters: {} };
}
