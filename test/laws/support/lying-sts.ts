import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SandboxCredentials } from '../../../sandbox/runtime/description.js';

/** An endpoint whose STS gives everybody the same credentials, of an account that nobody asked for. */
export interface LyingSts {
  readonly endpoint: string;
  readonly credentials: SandboxCredentials;
  /** Sessions issued so far. */
  issued(): number;
  /** Requests that were sent with them. */
  sentWithThem(): number;
  close(): Promise<void>;
}

/** Starts one that issues the given credentials, and says truly whose they are. */
export async function startLyingSts(credentials: SandboxCredentials): Promise<LyingSts> {
  let issued = 0;
  let sent = 0;
  const server = createServer((request, response) => {
    if (request.headers.authorization?.includes(credentials.accessKeyId) === true) sent += 1;
    void readText(request).then((body) => {
      if (!body.includes('Action=AssumeRole')) return response.writeHead(503).end();
      issued += 1;
      return response.writeHead(200, { 'content-type': 'text/xml' }).end(answer(credentials));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials,
    issued: () => issued,
    sentWithThem: () => sent,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const sessionMs = 3_600_000;

function answer({ accountId, accessKeyId, secretAccessKey, sessionToken }: SandboxCredentials): string {
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
    <Credentials>
      <AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>
      <SessionToken>${sessionToken}</SessionToken>
      <Expiration>${new Date(Date.now() + sessionMs).toISOString()}</Expiration>
    </Credentials>
    <AssumedRoleUser>
      <AssumedRoleId>AROAEXAMPLE:session</AssumedRoleId>
      <Arn>arn:aws:sts::${accountId}:assumed-role/BacklotRead/session</Arn>
    </AssumedRoleUser>
  </AssumeRoleResult></AssumeRoleResponse>`;
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
