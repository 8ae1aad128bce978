import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Answer } from './answer.js';
import { readRequest, type RawRequest } from './aws-request.js';

/** Answers a request under `/_sandbox/`, or an AWS request. */
export type Handler = (request: RawRequest) => Promise<Answer>;

/** Makes the HTTP server of the sandbox: its own control calls under `/_sandbox/`, AWS's everywhere else. */
export function createGatewayServer(aws: Handler, control: Handler): Server {
  const server = createServer((incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.once('close', () => gone.abort());
    void (async () => {
      try {
        const request = await readRequest(incoming, gone.signal);
        const handler = request.path.startsWith('/_sandbox/') ? control : aws;
        send(outgoing, await handler(request), request.method);
      } catch {
        // The client went away in the middle of its request, or a fault takes its connection: there is no answer.
        outgoing.destroy();
      }
    })();
  });
  // SDKs keep connections for later calls; closing them early would show up as resets in their next call.
  server.keepAliveTimeout = 120_000;
  return server;
}

function send(outgoing: ServerResponse, answer: Answer, method: string): void {
  const length = Buffer.byteLength(answer.body);
  const headers = method === 'HEAD' ? answer.headers : { ...answer.headers, 'content-length': length };
  outgoing.writeHead(answer.status, headers);
  outgoing.end(method === 'HEAD' ? undefined : answer.body);
}
