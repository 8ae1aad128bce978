import { expect, test } from 'vitest';
import { productVariables } from '../../sandbox/runtime/environment-variables.js';
import { backlot, startBacklot } from './support/backlot-program.js';
import { sharedSandbox } from './support/sandbox.js';

const args = ['worker', '--fleet', 'examples/acme'];

test('a worker serves what it is told to, logs JSON, and stops when asked', async () => {
  const { description } = sharedSandbox();
  const env = { ...productVariables(description), BACKLOT_QUEUES: 'backlot-hooks' };
  const worker = startBacklot(args, env);
  await expect.poll(worker.stderr, { timeout: 60_000 }).toContain('Serving backlot-hooks.');
  worker.child.kill('SIGTERM');
  const { code, stderr, stdout } = await worker.ended;
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  const logged = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(logged.every(({ time, level, message }) => Boolean(time) && Boolean(level) && Boolean(message))).toBe(true);
});

test('a worker that finds no Temporal server says so', async () => {
  const env = { ...productVariables(sharedSandbox().description), TEMPORAL_ADDRESS: '127.0.0.1:1' };
  const ended = await backlot(args, env);
  expect(ended.code).toBe(3);
  expect(ended.stderr).toContain('error Unreachable: The Temporal server at 127.0.0.1:1');
});
