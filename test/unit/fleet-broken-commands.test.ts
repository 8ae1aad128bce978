import { expect, test, vi } from 'vitest';
import { runWorkers } from '../../workers/run-workers.js';
import { backlotHere } from '../support/backlot-here.js';
import { goodFleet, withFleet } from './fleet-fixture.js';
import { withBrokenFleet } from './support/broken-fleets/broken-fleet.js';
import { countConnections } from './support/connection-counter.js';

// The first one loads all that the commands bring with them.
vi.setConfig({ testTimeout: 120_000 });
const temporal = countConnections();
const run = (args: readonly string[], directory: string) =>
  backlotHere(args, { TEMPORAL_ADDRESS: temporal.address(), BACKLOT_FLEET: directory });

const overlap = (goodFleet['accounts/demo.yaml'] ?? '').replace('10.21.0.0/16', '10.20.128.0/17');
const broken = { changes: { 'accounts/demo.yaml': overlap, 'clusters/search.yaml': { link: 'search.yaml' } } };

const commands = [
  ['spawn', 'qa1'],
  ['spawn', 'qa1', '--wait', '--json'],
  ['refresh', 'qa1'],
  ['rollback', 'qa1'],
  ['sanitize', 'users'],
  ['destroy', 'qa1'],
  ['destroy', 'qa1', '--digest', 'a'.repeat(64), '--yes-destroy', 'qa1'],
  ['schedule', 'apply'],
  ['sweep', '--apply'],
];

test.each(commands.map((command) => [command.join(' '), command] as const))(
  '%s starts nothing from a broken fleet, and says where it is broken',
  async (_, command) => {
    const before = temporal.connections();
    const { code, stdout, stderr } = await withBrokenFleet(goodFleet, broken, (directory) => run(command, directory));
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error InvalidFleet: The fleet in \S+ has 2 problems, and nothing is started/);
    expect(stderr).toMatch(/\n {2}accounts\/demo\.yaml:4:22 the block 10\.20\.128\.0\/17 overlaps .*; choose a block/);
    expect(stderr).toMatch(/\n {2}clusters\/search\.yaml:1:1 this file cannot be read; correct its permissions/);
    expect(stderr).toMatch(/\nMend them and run: backlot validate \S+\n$/);
    expect(temporal.connections()).toBe(before);
  },
);

test('workers serve nothing for a broken fleet, and do not even connect', async () => {
  const before = temporal.connections();
  vi.stubEnv('TEMPORAL_ADDRESS', temporal.address());
  await expect(withBrokenFleet(goodFleet, broken, runWorkers)).rejects.toMatchObject({ code: 'InvalidFleet' });
  vi.unstubAllEnvs();
  expect(temporal.connections()).toBe(before);
});

test('the same commands would start something from a good one', async () => {
  const before = temporal.connections();
  const { stderr } = await withFleet(goodFleet, (directory) => run(['schedule', 'apply'], directory));
  expect(stderr).toMatch(/^error Unreachable: /);
  expect(temporal.connections()).toBeGreaterThan(before);
});
