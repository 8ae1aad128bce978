import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { searchAttributes } from '../../../domain/search-attributes.js';
import { temporalTuning } from '../../../sandbox/runtime/temporal-tuning.js';
import { findFreePort } from '../../support/free-port.js';
import { spawnTethered } from '../../support/spawn-tethered.js';

/** A running Temporal dev server. */
export interface TemporalServer {
  /** `host:port` of the frontend. */
  readonly address: string;
  readonly namespace: string;
  /** Ends the server and removes its directory. */
  stop(): Promise<void>;
}

const startupLimit = 30_000;
const namespace = 'default';

const words: Record<string, string> = { KEYWORD: 'Keyword', INT: 'Int', BOOL: 'Bool', DATETIME: 'Datetime' };

function serverArguments(port: number): string[] {
  const attributes = Object.values(searchAttributes).flatMap(({ name, type }) => [
    '--search-attribute',
    `${name}=${words[type] ?? type}`,
  ]);
  return [
    ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'],
    ...temporalTuning,
    ...attributes,
  ];
}

async function waitUntilReady(address: string, gone: AbortSignal, output: () => string): Promise<void> {
  const deadline = performance.now() + startupLimit;
  for (;;) {
    if (gone.aborted || performance.now() > deadline) {
      const what = gone.aborted ? 'ended' : `was not ready within ${startupLimit / 1000} s`;
      throw new Error(`The Temporal server at ${address} ${what}. It said:\n${output()}`);
    }
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1_000 });
      try {
        await connection.workflowService.describeNamespace({ namespace });
        return;
      } finally {
        await connection.close();
      }
    } catch {
      await delay(50);
    }
  }
}

/**
 * Starts a Temporal dev server in memory on a free port of the loopback, with Backlot's search attributes.
 *
 * The program comes from the sandbox's Python environment, or from the one that `BACKLOT_SANDBOX_VENV` names.
 */
export async function startTemporalServer(): Promise<TemporalServer> {
  const venv = process.env.BACKLOT_SANDBOX_VENV ?? '.sandbox/venv';
  const home = await mkdtemp(path.join(tmpdir(), 'backlot-temporal-'));
  const address = `127.0.0.1:${await findFreePort()}`;
  const port = Number(address.split(':')[1]);
  const { child, output, release } = spawnTethered(path.resolve(venv, 'bin/temporal'), serverArguments(port), {
    cwd: home,
    env: { PATH: process.env.PATH ?? '', HOME: home },
  });
  const gone = new AbortController();
  const ended = once(child, 'exit').then(() => gone.abort());
  const stop = async (): Promise<void> => {
    release();
    await ended;
    await rm(home, { recursive: true, force: true });
  };
  try {
    await waitUntilReady(address, gone.signal, output);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address, namespace, stop };
}
