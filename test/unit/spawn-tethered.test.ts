import { once } from 'node:events';
import { expect, test } from 'vitest';
import { spawnTethered } from '../support/spawn-tethered.js';

const here = { cwd: process.cwd(), env: { PATH: process.env['PATH'] ?? '' } };

test('a program that has ended is watched no longer', async () => {
  const { child } = spawnTethered('/bin/sh', ['-c', 'exit 3'], here);
  const watcherIsGone = once(child.stdio[3] as NodeJS.EventEmitter, 'close');
  expect(await once(child, 'exit')).toEqual([3, null]);
  await watcherIsGone;
});

test('a program that is released is told to end', async () => {
  const { child, release } = spawnTethered('/bin/sh', ['-c', 'sleep 600'], here);
  release();
  expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
});
