import { join } from 'node:path';
import { Child } from './child-process.js';
import { findFreePort } from './free-port.js';
import type { Releases } from './releases.js';
import { waitUntil } from './wait-until.js';

/** A server program that is up. */
export interface RunningServer {
  readonly address: string;
  readonly child: Child;
}

/** Starts moto, the AWS emulator behind the gateway, and returns when it answers. */
export async function startMoto(
  venv: string,
  host: string,
  directory: string,
  releases: Releases,
): Promise<RunningServer> {
  const port = await findFreePort(host);
  const child = await Child.start({
    name: 'moto',
    command: join(venv, 'bin', 'python'),
    args: ['-m', 'moto.server', '-H', host, '-p', String(port)],
    environment: {
      // Loading the 1,159 default images would cost every account a third of a second.
      MOTO_EC2_LOAD_DEFAULT_AMIS: 'false',
      MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS: 'false',
      PYTHONDONTWRITEBYTECODE: '1',
    },
    directory,
    logFile: join(directory, 'moto.log'),
  });
  releases.add(() => child.stop());
  const address = `http://${host}:${port}`;
  await waitUntil(async () => (await fetch(`${address}/moto-api/`)).status < 500, {
    what: 'moto to answer',
    timeoutMs: 60_000,
    failed: () => child.whyItEnded(),
  });
  return { address, child };
}
