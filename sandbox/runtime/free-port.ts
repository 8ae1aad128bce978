import { createServer } from 'node:net';

/** Finds a TCP port of the address that nobody listens on. */
export async function findFreePort(address: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(0, address, () => done());
  });
  const bound = server.address();
  await new Promise<void>((done) => server.close(() => done()));
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}
