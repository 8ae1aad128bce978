import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An STS that takes everybody for the same person, whatever they signed. */
export interface BelievingSts {
  readonly endpoint: string;
  /** How often it was asked who somebody is. */
  asked(): number;
  close(): Promise<void>;
}

/** Starts one that takes everybody for this one. */
export async function startBelievingSts(arn: string): Promise<BelievingSts> {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response
      .writeHead(200, { 'content-type': 'text/xml' })
      .end(
        `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${arn}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
