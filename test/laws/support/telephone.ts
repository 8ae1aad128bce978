import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** Somebody outside who only counts who calls; no caller learns anything. */
export interface Telephone {
  readonly port: number;
  /** How often it rang so far. */
  calls(): number;
  hangUp(): Promise<void>;
}

/** Listens on loopback where a database would look for another server. */
export async function installTelephone(): Promise<Telephone> {
  let calls = 0;
  const server = createServer((socket) => {
    calls += 1;
    socket.on('error', () => undefined);
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    calls: () => calls,
    async hangUp() {
      server.close();
      await once(server, 'close');
    },
  };
}
