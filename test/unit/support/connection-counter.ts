import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll } from 'vitest';

/** A server at which whoever wants to start something would knock. */
export interface ConnectionCounter {
  /** `127.0.0.1:41053` */
  address(): string;
  /** How often somebody has connected. */
  connections(): number;
}

/** Gives a file's tests a server that answers nobody. */
export function countConnections(): ConnectionCounter {
  let server: Server;
  let connections = 0;
  beforeAll(async () => {
    server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.close();
    await once(server, 'close');
  });
  return {
    address: () => `127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
  };
}
