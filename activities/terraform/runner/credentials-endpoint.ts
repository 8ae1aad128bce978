import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PipedCredentials } from './protocol.js';

/**
 * How long Terraform goes on with what it got. Short enough to notice that the worker's identity was renewed; long enough to
 * write its state and release its lock with it when the runner has died and nobody answers any more.
 */
const freshMs = 15 * 60_000;

/** A loopback address at which Terraform gets credentials for as long as it runs. */
export interface CredentialsEndpoint {
  /** The variables by which the AWS SDK finds it. */
  readonly variables: Readonly<Record<string, string>>;
  close(): void;
}

/** Serves the credentials that the worker gave last to whoever knows the token. */
export async function serveCredentials(latest: () => PipedCredentials | undefined): Promise<CredentialsEndpoint> {
  const token = randomBytes(32).toString('base64url');
  const server = createServer((request, response) => {
    const credentials = latest();
    if (!isToken(request.headers.authorization ?? '', token)) return answer(response, 403, {});
    if (credentials === undefined) return answer(response, 503, {});
    const { accessKeyId, secretAccessKey, sessionToken = '', expiration } = credentials;
    const soon = Date.now() + freshMs;
    const until = Math.min(soon, expiration === undefined ? soon : Date.parse(expiration));
    return answer(response, 200, {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      Token: sessionToken,
      Expiration: new Date(until).toISOString(),
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    variables: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function isToken(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
