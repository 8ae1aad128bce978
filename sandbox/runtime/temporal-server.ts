import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { searchAttributes } from '../../domain/search-attributes.js';
import { Child } from './child-process.js';
import { findFreePort } from './free-port.js';
import type { Releases } from './releases.js';
import { temporalTuning } from './temporal-tuning.js';
import { waitUntil } from './wait-until.js';

/** A Temporal dev server that is up. */
export interface TemporalServer {
  /** `127.41.0.1:41234` */
  readonly address: string;
  readonly namespace: string;
  /** The web UI. */
  readonly uiAddress: string;
  readonly child: Child;
}

const namespace = 'default';
const database = 'temporal.db';
const types = { KEYWORD: 'Keyword' } as const;

/** Attempts to start; ports that were free can be taken by somebody else before the server binds them. */
const attempts = 3;

/** Starts Temporal's dev server with a file database, web UI and Backlot's search attributes; returns when it answers. */
export async function startTemporal(
  venv: string,
  host: string,
  directory: string,
  releases: Releases,
): Promise<TemporalServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(venv, host, directory, releases);
    } catch (error) {
      if (attempt === attempts) throw error;
      await rm(join(directory, database), { force: true });
    }
  }
}

async function start(venv: string, host: string, directory: string, releases: Releases): Promise<TemporalServer> {
  const [port, uiPort, httpPort] = [await findFreePort(host), await findFreePort(host), await findFreePort(host)];
  const attributes = Object.values(searchAttributes).flatMap(({ name, type }) => [
    '--search-attribute',
    `${name}=${types[type]}`,
  ]);
  const child = await Child.start({
    name: 'the Temporal server',
    command: join(venv, 'bin', 'temporal'),
    args: [
      ...['server', 'start-dev', '--ip', host, '--port', String(port)],
      ...['--ui-ip', host, '--ui-port', String(uiPort), '--http-port', String(httpPort)],
      ...['--db-filename', join(directory, database), '--namespace', namespace, '--log-level', 'warn'],
      ...temporalTuning,
      ...attributes,
    ],
    directory,
    logFile: join(directory, 'temporal.log'),
  });
  releases.add(() => child.stop());
  const health = `http://${host}:${httpPort}/api/v1/namespaces/${namespace}`;
  await waitUntil(async () => (await fetch(health)).ok, {
    what: 'the Temporal server to answer',
    timeoutMs: 60_000,
    failed: () => child.whyItEnded(),
  });
  return { address: `${host}:${port}`, namespace, uiAddress: `http://${host}:${uiPort}`, child };
}
