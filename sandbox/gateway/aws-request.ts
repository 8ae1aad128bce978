import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** The part of a SigV4 signature that says who signed, for what. */
export interface Signature {
  readonly accessKeyId: string;
  /** `20261121`. */
  readonly date: string;
  readonly region: string;
  /** The signing name: `rds`, `s3`, … */
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken?: string;
  /** True when the signature stands in the query string. */
  readonly presigned: boolean;
}

/** The other end of a request's connection. */
export interface Peer {
  readonly address: string;
  readonly port: number;
  /** Aborted when the request has been answered or its caller has gone. */
  readonly gone: AbortSignal;
}

/** An HTTP request, read to its end, before anything is known of its meaning. */
export interface RawRequest {
  readonly method: string;
  /** As sent, still encoded. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly queryString: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly peer?: Peer;
}

/**
 * Reads an incoming request to its end.
 *
 * @param gone see {@link Peer.gone}; without it the caller is taken to stay.
 */
export async function readRequest(incoming: IncomingMessage, gone = new AbortController().signal): Promise<RawRequest> {
  const chunks: Buffer[] = [];
  const { remoteAddress: address = '', remotePort: port = 0 } = incoming.socket;
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  // Whoever takes the gateway for a proxy sends the whole address: names below its own cannot be resolved.
  const url = (incoming.url ?? '/').replace(/^https?:\/\/[^/?]+/, '');
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const queryString = mark === -1 ? '' : url.slice(mark + 1);
  return {
    method: incoming.method ?? 'GET',
    path,
    queryString,
    query: new URLSearchParams(queryString),
    headers: incoming.headers,
    body: Buffer.concat(chunks),
    peer: { address, port, gone },
  };
}

/** Finds the SigV4 signature in the `Authorization` header or in the query string. */
export function readSignature(request: RawRequest): Signature | undefined {
  const header = request.headers.authorization;
  if (header !== undefined) return fromHeader(header, single(request.headers['x-amz-security-token']));
  if (request.query.has('X-Amz-Credential')) return fromQuery(request.query);
  return undefined;
}

/** Returns a header's value when it was sent once. */
export function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function fromHeader(header: string, sessionToken: string | undefined): Signature | undefined {
  const credential = /Credential=([^,\s]+)/.exec(header)?.[1];
  const signedHeaders = /SignedHeaders=([^,\s]+)/.exec(header)?.[1];
  const signature = /Signature=([0-9a-f]+)/.exec(header)?.[1];
  if (credential === undefined || signedHeaders === undefined || signature === undefined) return undefined;
  return build(credential, signedHeaders, signature, sessionToken, false);
}

function fromQuery(query: URLSearchParams): Signature | undefined {
  const credential = query.get('X-Amz-Credential');
  const signedHeaders = query.get('X-Amz-SignedHeaders');
  const signature = query.get('X-Amz-Signature');
  if (credential === null || signedHeaders === null || signature === null) return undefined;
  return build(credential, signedHeaders, signature, query.get('X-Amz-Security-Token') ?? undefined, true);
}

function build(
  credential: string,
  signedHeaders: string,
  signature: string,
  sessionToken: string | undefined,
  presigned: boolean,
): Signature | undefined {
  const [accessKeyId, date, region, service] = credential.split('/');
  if (accessKeyId === undefined || date === undefined || region === undefined || service === undefined)
    return undefined;
  return {
    accessKeyId,
    date,
    region,
    service: service.toLowerCase(),
    signedHeaders: signedHeaders.split(';'),
    signature,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    presigned,
  };
}
