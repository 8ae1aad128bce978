import { connect } from 'node:net';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SandboxClient } from '../../sandbox/runtime/sandbox-client.js';
import { SandboxError } from '../../sandbox/runtime/sandbox-error.js';
import { startSandbox } from '../../sandbox/runtime/start-sandbox.js';
import { sandboxVenv } from './support/sandbox-venv.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'backlot-test-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

function start(name: string, venv = sandboxVenv()) {
  return startSandbox({ directory: join(directory, name), cacheDirectory: '.sandbox/cache', venv, name });
}

test('two sandboxes run side by side, and leave nothing', async () => {
  const [one, two] = await Promise.all([start('one'), start('two')]);
  try {
    expect(one.description.endpoint).not.toBe(two.description.endpoint);
    const oneClient = new SandboxClient(one.description.endpoint);
    await oneClient.addEnvironment('extra');
    expect((await oneClient.describe()).accounts.map(({ name }) => name)).toContain('extra');
    expect(two.description.accounts.map(({ name }) => name)).not.toContain('extra');
    expect(processesNaming(directory).length).toBeGreaterThanOrEqual(2);
    for (const { temporalAddress, uiAddress } of [one.description, two.description]) {
      expect(await accepts(temporalAddress)).toBe(true);
      expect((await fetch(uiAddress)).ok).toBe(true);
    }
  } finally {
    await Promise.all([one.close(), two.close()]);
  }
  expect(processesNaming(directory)).toEqual([]);
  expect(await accepts(one.description.temporalAddress)).toBe(false);
  expect(readdirSync(directory)).toEqual([]);
});

test('a start that fails says why and leaves nothing', async () => {
  const error: unknown = await start('broken', '/nowhere').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SandboxError);
  expect(processesNaming(directory)).toEqual([]);
  expect(existsSync(join(directory, 'broken'))).toBe(false);
});

test('an environment that is added has what the seeded ones have', async () => {
  const sandbox = await start('grown');
  try {
    const added = await sandbox.addEnvironment('demo');
    expect(added).toMatchObject({ name: 'demo', kind: 'environment', regions: ['us-east-1', 'eu-central-1'] });
    const client = new SandboxClient(sandbox.description.endpoint);
    const { places, sourceAddresses } = await client.describe();
    expect(sourceAddresses['backlot-data/demo/eu-central-1']).toBe(places['demo-worker']);
    expect((await client.credentials('demo', 'BacklotData')).accountId).toBe(added.id);
    await expect(client.addEnvironment('demo')).rejects.toThrow('has an account "demo" already');
  } finally {
    await sandbox.close();
  }
});

/** Command lines and environments of all processes that name a path. */
function processesNaming(path: string): string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8') + readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    })
    .filter((text) => text.includes(path));
}

async function accepts(address: string): Promise<boolean> {
  const [host = '', port = ''] = address.split(':');
  return await new Promise((done) => {
    const socket = connect(Number(port), host);
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
    socket.once('connect', () => socket.destroy());
  });
}
