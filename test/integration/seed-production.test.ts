import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { AwsError, type Parameters } from '../../sandbox/gateway/contract.js';
import { removeDirectory } from '../../sandbox/postgres/data-directory.js';
import { createRdsEngine, type RdsEngine } from '../../sandbox/rds/engine.js';
import { production, seedProduction, type SeedProgress } from '../../sandbox/seed/production.js';
import { productionPassword } from '../../sandbox/seed/roles.js';

const venv = process.env['BACKLOT_SANDBOX_VENV'] ?? '.sandbox/venv';
const key = (name: string) => `arn:aws:kms:us-east-1:222222222222:key/${name}`;
const addresses = new Map<string, string>();

let home: string;
let rds: RdsEngine;
const steps: SeedProgress[] = [];

/** An engine with the keys, groups and names that production needs; all else is real. */
function startEngine(state: string, addressPrefix: string): RdsEngine {
  return createRdsEngine({
    stateDirectory: join(home, state),
    cacheDirectory: join(home, 'cache'),
    venv,
    addressPrefix,
    keys: {
      authorize(_caller, _region, name) {
        if (name !== 'alias/prod-data') throw new AwsError('KMSKeyNotAccessibleFault', `There is no key ${name}.`);
        return Promise.resolve({ keyArn: key('data'), awsManaged: false });
      },
      defaultKey: () => Promise.resolve({ keyArn: key('default'), awsManaged: true }),
    },
    securityGroups: {
      ingress: () => Promise.resolve(['127.0.0.1/32']),
      defaultGroup: () => Promise.resolve('sg-default'),
    },
    dns: {
      setAddress: (name, address) => void addresses.set(name, address),
      removeAddress: (name) => void addresses.delete(name),
    },
    delays: { snapshotCreating: 0 },
  });
}

async function seed(engine: RdsEngine): Promise<void> {
  await engine.handle({
    ...call,
    action: 'CreateDBSubnetGroup',
    parameters: { DBSubnetGroupName: 'data', DBSubnetGroupDescription: 'data', SubnetIds: ['subnet-1', 'subnet-2'] },
  });
  await seedProduction({
    rds: engine,
    venv,
    size: 2,
    cacheDirectory: join(home, 'cache'),
    customerKey: 'alias/prod-data',
    securityGroupIds: ['sg-production'],
    subnetGroup: 'data',
    onProgress: (progress) => steps.push(progress),
  });
}

const call = {
  requestId: 'test',
  service: 'rds',
  region: production.region,
  caller: { accountId: production.accountId, arn: 'arn:aws:iam::222222222222:root', accessKeyId: 'test' },
};

async function list(engine: RdsEngine, action: string, member: string): Promise<Parameters[]> {
  const answer = await engine.handle({ ...call, action, parameters: {} });
  return answer[member] as Parameters[];
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'backlot-seed-'));
  rds = startEngine('first', '127.43');
  await seed(rds);
});
afterAll(async () => {
  await rds.close();
  await removeDirectory(home);
});

describe('seedProduction', () => {
  it('makes three available instances, encrypted in three ways', async () => {
    const instances = await list(rds, 'DescribeDBInstances', 'DBInstances');
    const facts = instances.map((one) => [
      one['DBInstanceIdentifier'],
      one['DBInstanceStatus'],
      one['StorageEncrypted'],
      one['KmsKeyId'],
    ]);
    expect(facts.sort()).toEqual([
      ['prod-messages', 'available', false, undefined],
      ['prod-orders', 'available', true, key('default')],
      ['prod-users', 'available', true, key('data')],
    ]);
  });

  it('takes an automated snapshot of each', async () => {
    const snapshots = await list(rds, 'DescribeDBSnapshots', 'DBSnapshots');
    const facts = snapshots.map((one) => [one['DBInstanceIdentifier'], one['SnapshotType'], one['Status']]);
    expect(facts.sort()).toEqual([
      ['prod-messages', 'automated', 'available'],
      ['prod-orders', 'automated', 'available'],
      ['prod-users', 'automated', 'available'],
    ]);
  });

  it('lets the application in, by TLS and with its own password, to data that are all there', async () => {
    const instances = await list(rds, 'DescribeDBInstances', 'DBInstances');
    const users = instances.find((one) => one['DBInstanceIdentifier'] === 'prod-users');
    const name = (users?.['Endpoint'] as { readonly Address: string }).Address;
    const client = new pg.Client({
      host: addresses.get(name),
      user: 'app_rw',
      password: productionPassword('app_rw'),
      database: 'users',
      ssl: { ca: await readFile(rds.caFile, 'utf8'), servername: name },
    });
    await client.connect();
    const { rows } = await client.query<{ people: string }>('SELECT count(*) AS people FROM app.users');
    await client.end();
    expect(rows[0]?.people).toBe('160');
  });

  it('tells how far it is', () => {
    expect(steps.filter(({ phase }) => phase === 'filling').length).toBeGreaterThan(20);
    expect(steps.filter(({ phase }) => phase === 'ready')).toHaveLength(3);
  });

  it('copies the same data from the cache the next time', async () => {
    const cached = (await readdir(join(home, 'cache'))).filter((name) => name.startsWith('production-'));
    expect(cached).toHaveLength(1);
    const before = steps.length;
    const again = startEngine('second', '127.44');
    try {
      await seed(again);
      expect(steps.slice(before).map(({ phase }) => phase)).not.toContain('filling');
      expect(await list(again, 'DescribeDBInstances', 'DBInstances')).toHaveLength(3);
    } finally {
      await again.close();
    }
    expect((await readdir(join(home, 'cache'))).filter((name) => name.startsWith('production-'))).toEqual(cached);
  });
});
