import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { Child } from '../../../sandbox/runtime/child-process.js';
import { temporalTuning } from '../../../sandbox/runtime/temporal-tuning.js';
import { waitUntil } from '../../../sandbox/runtime/wait-until.js';
import { sandboxVenv } from '../../integration/support/sandbox-venv.js';
import { findFreePort } from '../../support/free-port.js';

const host = '127.0.0.1';

/** A Temporal server that keeps what it knows in a file, to be killed and started again. */
export interface MortalServer {
  readonly address: string;
  /** Kills it as a power cut would, and starts it again; returns how long it did not answer, in ms. */
  restart(): Promise<number>;
  close(): Promise<void>;
}

/** Starts a Temporal server of one's own. */
export async function startMortalServer(): Promise<MortalServer> {
  const directory = await mkdtemp(join(tmpdir(), 'backlot-mortal-'));
  const ports = { own: await findFreePort(), http: await findFreePort() };
  const address = `${host}:${ports.own}`;
  let child = await start();

  async function start(): Promise<Child> {
    const started = await Child.start({
      name: 'the mortal Temporal server',
      command: join(sandboxVenv(), 'bin', 'temporal'),
      args: [
        ...['server', 'start-dev', '--headless', '--ip', host, '--port', String(ports.own)],
        ...['--http-port', String(ports.http), '--log-level', 'error', '--db-filename', join(directory, 'temporal.db')],
        ...temporalTuning,
      ],
      directory,
      logFile: join(directory, 'temporal.log'),
    });
    await waitUntil(() => answers(address), {
      what: 'the mortal Temporal server to answer',
      timeoutMs: 60_000,
      failed: () => started.whyItEnded(),
    });
    return started;
  }

  return {
    address,
    async restart() {
      const startedAt = Date.now();
      await child.stop();
      child = await start();
      return Date.now() - startedAt;
    },
    async close() {
      await child.stop();
      await rm(directory, { recursive: true });
    },
  };
}

async function answers(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 1_000 });
  try {
    await connection.workflowService.describeNamespace({ namespace: 'default' });
    return true;
  } finally {
    await connection.close();
  }
}
