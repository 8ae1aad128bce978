/*
 * Law 11: data stays where it must. To break it: copy, restore, describe or read a database in a region outside its
 * residency group, because a default, the clean room's first region or the environment's only region is somewhere else.
 *
 * The attack: an environment that is in Europe only asks for a database that must stay in the USA. Then every recorded
 * call of the witnessed run that is about one of its databases, which all must stay in the USA.
 */
import { DescribeDBSnapshotsCommand } from '@aws-sdk/client-rds';
import { beforeAll, expect, test } from 'vitest';
import { loadFleet } from '../../config/load-fleet.js';
import { sharedSandbox } from '../integration/support/sandbox.js';
import { signIn } from './support/administrator.js';
import { FleetDirectory, type Document } from './support/fleet-directory.js';
import { patienceMs, witnessedRun, type WitnessedRun } from './support/witnessed-run.js';

const group = ['us-east-1', 'us-west-2'];
const sandbox = sharedSandbox();

let run: WitnessedRun;
beforeAll(async () => {
  run = await witnessedRun();
}, patienceMs);

/** Calls about the run's databases, by the names that all of their snapshots, copies, instances and secrets have. */
async function callsAboutData(since: string) {
  const [all = '', again = ''] = run.operations;
  const names = [all, again, `-${all.slice(-4)}`, `-${again.slice(-4)}`, 'prod-users', 'prod-orders', 'prod-messages'];
  const calls = await sandbox.client.calls({ since });
  return calls.filter(({ service, resource, parameters }) => {
    if (service !== 'rds' && service !== 'secretsmanager') return false;
    const text = `${resource} ${JSON.stringify(parameters)}`;
    return names.some((name) => text.includes(name));
  });
}

test('every call about a database is made in its residency group', async () => {
  // Thieves of other tests have sessions of the sandbox's, and try other regions too.
  const calls = (await callsAboutData(run.startedAt)).filter(({ callerArn }) => callerArn?.includes('/backlot-'));
  const actions = new Set(calls.map(({ action }) => action));
  for (const action of ['CopyDBSnapshot', 'RestoreDBInstanceFromDBSnapshot', 'ModifyDBInstance', 'CreateSecret']) {
    expect(actions).toContain(action);
  }
  const outside = calls.filter(({ region, parameters }) => {
    const source = parameters['SourceRegion'];
    return !group.includes(region) || (typeof source === 'string' && !group.includes(source));
  });
  expect(outside.map(({ action, region, resource }) => `${action} ${resource} in ${region}`)).toEqual([]);
});

test('nothing of it is left outside its residency group', () => {
  const regions = run.endState
    .map((line) => JSON.parse(line.slice(line.indexOf('{'))) as { region: string; type: string; facts: Document })
    .filter(({ facts }) => 'backlot:database' in ((facts['tags'] ?? {}) as Document))
    .map(({ region }) => region);
  expect(regions.length).toBeGreaterThan(10);
  expect(regions.filter((region) => !group.includes(region))).toEqual([]);
});

test('a fleet that asks for a database outside its residency group is refused as a whole', async () => {
  const fleet = await FleetDirectory.create();
  try {
    await fleet.addEnvironment({ ...run.environment, name: 'europe' }, (account) => {
      account['regions'] = { 'eu-central-1': { cidr: '10.77.0.0/16', availabilityZones: 2 } };
    });
    const { problems } = await loadFleet(fleet.path);
    expect(problems.map(({ file, code }) => ({ file, code }))).toContainEqual({
      file: 'accounts/europe.yaml',
      code: 'ResidencyBroken',
    });
    expect((await loadFleet('examples/acme')).problems).toEqual([]);
  } finally {
    await fleet.remove();
  }
});

test('the record bites: one look at an image from elsewhere is found', async () => {
  const since = new Date().toISOString();
  const { rds } = await signIn(sandbox, 'cleanroom', 'eu-central-1');
  const DBSnapshotIdentifier = `backlot-users-${run.operations[0] ?? ''}-image`;
  await expect(rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier }))).rejects.toThrow();
  const outside = (await callsAboutData(since)).filter(({ region }) => !group.includes(region));
  expect(outside.map(({ action }) => action)).toEqual(['DescribeDBSnapshots']);
});
