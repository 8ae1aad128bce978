import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SharedSandbox } from '../../integration/support/sandbox.js';

/** A role that no part of this product uses, with credentials that work. */
export const trapIdentity = { account: 'production', role: 'BacklotRoll' } as const;

/** Everything by which an AWS SDK can be led astray, and who notices when one was. */
export interface AmbientTrap {
  /** Variables for the environment of a process. */
  readonly variables: Readonly<Record<string, string>>;
  /** Requests that came to the stranger's endpoint. */
  readonly requests: () => number;
  close(): Promise<void>;
}

/** Sets a trap: another identity's working credentials, a profile with the same, and a stranger's endpoint. */
export async function setAmbientTrap({ client }: SharedSandbox): Promise<AmbientTrap> {
  const { accessKeyId, secretAccessKey, sessionToken } = await client.credentials(
    trapIdentity.account,
    trapIdentity.role,
  );
  let requests = 0;
  const stranger = createServer((_, response) => {
    requests += 1;
    response.writeHead(403).end();
  }).listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  const endpoint = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  const directory = await mkdtemp(join(tmpdir(), 'backlot-trap-'));
  const profile = [
    ...['[default]', `aws_access_key_id = ${accessKeyId}`, `aws_secret_access_key = ${secretAccessKey}`],
    ...[`aws_session_token = ${sessionToken}`, `endpoint_url = ${endpoint}`, 'region = ap-south-1', ''],
  ].join('\n');
  await writeFile(join(directory, 'profile'), profile);
  return {
    variables: {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
      AWS_PROFILE: 'default',
      AWS_CONFIG_FILE: join(directory, 'profile'),
      AWS_SHARED_CREDENTIALS_FILE: join(directory, 'profile'),
      AWS_REGION: 'ap-south-1',
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_RDS: endpoint,
      AWS_ENDPOINT_URL_STS: endpoint,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${endpoint}/credentials`,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint,
    },
    requests: () => requests,
    async close() {
      stranger.closeAllConnections();
      stranger.close();
      await once(stranger, 'close');
      await rm(directory, { recursive: true });
    },
  };
}
