import { connect as connectTcp, createServer, type AddressInfo, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { BacklotError } from '../../domain/errors.js';
import type { SqlRoute } from '../sql/connector.js';

// PostgreSQL's SSLRequest: length 8 and the code 80877103.
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** A port on loopback that leads to one database and nowhere else. */
export interface Relay {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Opens a relay for a hook: the hook needs no network, no certificate and no resolver, only this port and its password.
 * The relay encrypts towards the database, so the hook connects with `sslmode=disable`.
 */
export async function openRelay(target: SqlRoute): Promise<Relay> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client);
    client.on('close', () => open.delete(client));
    client.on('error', () => client.destroy());
    void dial(target).then(
      (upstream) => {
        upstream.on('error', () => client.destroy());
        upstream.on('close', () => client.destroy());
        client.on('close', () => upstream.destroy());
        client.pipe(upstream).pipe(client);
      },
      () => client.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

async function dial(target: SqlRoute): Promise<Socket> {
  const socket = connectTcp({
    host: target.address,
    port: target.port,
    ...(target.source === undefined ? {} : { localAddress: target.source }),
  });
  await once(socket, 'connect');
  if (target.tls === undefined) return socket;
  socket.write(sslRequest);
  const [answer] = await once(socket, 'data');
  if ((answer as Buffer).toString('latin1') !== 'S') {
    socket.destroy();
    throw new BacklotError(
      'HookFailed',
      'The database refuses TLS, so the hook has no way to it. Check its parameters.',
    );
  }
  const secure = connectTls({ ...target.tls, socket });
  await once(secure, 'secureConnect');
  return secure;
}

function once(socket: Socket, event: string): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once(event, (...args: unknown[]) => {
      socket.off('error', reject);
      resolve(args);
    });
  });
}
