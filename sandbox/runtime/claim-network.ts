import { randomInt } from 'node:crypto';
import type { Server } from 'node:http';
import { SandboxError } from './sandbox-error.js';

/** Every gateway listens on this port, so that taking it on 127.X.0.1 claims all of 127.X. */
const gatewayPort = 14_566;
const lowest = 16;
const highest = 239;

/**
 * Lets the gateway listen on the first free network 127.X.0.0/16, starting at a random one, so that any number of
 * sandboxes run side by side.
 *
 * @returns the first two numbers, `127.41`, and the gateway's address.
 * @throws {SandboxError} when there is no free one.
 */
export async function claimNetwork(server: Server): Promise<{ readonly prefix: string; readonly endpoint: string }> {
  const count = highest - lowest + 1;
  const start = randomInt(count);
  let lastError: unknown;
  for (let step = 0; step < count; step += 1) {
    const prefix = `127.${lowest + ((start + step) % count)}`;
    try {
      await listen(server, `${prefix}.0.1`);
      return { prefix, endpoint: `http://${prefix}.0.1:${gatewayPort}` };
    } catch (error) {
      lastError = error;
    }
  }
  const why = lastError instanceof Error ? lastError.message : String(lastError);
  throw new SandboxError(
    `No loopback network is free for the sandbox: port ${gatewayPort} could not be taken on any of 127.${lowest}.0.1 to ` +
      `127.${highest}.0.1 (${why}). Stop other sandboxes ("backlot sandbox down"); on macOS, use Linux in a virtual machine.`,
  );
}

async function listen(server: Server, address: string): Promise<void> {
  await new Promise<void>((done, fail) => {
    const onError = (error: Error) => fail(error);
    server.once('error', onError);
    server.listen(gatewayPort, address, () => {
      server.removeListener('error', onError);
      done();
    });
  });
}
