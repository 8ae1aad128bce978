import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { whileFrozen } from '../../sandbox/postgres/freeze.js';
import { until } from './support/rds-engine.js';

/** A family of processes as restless as a database server: each writes on and on into a file of its own. */
const restless = `
  write() { while :; do echo >> "$1"; done; }
  write a & write b & write c &
  while :; do write d & sleep 0.005; kill $!; wait $! 2>/dev/null; done`;

describe('whileFrozen', () => {
  let directory: string;
  let family: ChildProcess;
  const sizes = async (): Promise<string> => {
    const files = ['a', 'b', 'c', 'd'].map((name) => readFile(join(directory, name)).catch(() => Buffer.alloc(0)));
    return (await Promise.all(files)).map(({ length }) => length).join();
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'backlot-freeze-'));
    family = spawn('bash', ['-c', restless], { cwd: directory, stdio: 'ignore', detached: true });
    await until(sizes, (now) => now.split(',').every((size) => size !== '0'));
  });

  afterEach(async () => {
    if (family.pid !== undefined) process.kill(-family.pid, 'SIGKILL');
    await once(family, 'close');
    await rm(directory, { recursive: true });
  });

  it('holds a process and all its children still, newborn ones included, and lets them go on', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [before, after] = await whileFrozen(family.pid ?? 0, async () => {
        const first = await sizes();
        // The time is the point here: whoever still ran would write in it.
        await sleep(50);
        return [first, await sizes()];
      });
      expect(after).toBe(before);
      await until(sizes, (now) => now !== after);
    }
  });

  it('lets them go on when the work fails', async () => {
    const failing = whileFrozen(family.pid ?? 0, () => Promise.reject(new Error('disk full')));
    await expect(failing).rejects.toThrow('disk full');
    const then = await sizes();
    await until(sizes, (now) => now !== then);
  });
});
