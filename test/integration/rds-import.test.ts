import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { production, region, TestRds } from './support/rds-engine.js';

describe('a prepared data directory', () => {
  let rds: TestRds;
  let directory: string;

  beforeAll(async () => {
    rds = await TestRds.start();
    directory = await mkdtemp(join(tmpdir(), 'backlot-import-'));
    await rds.createInstance(production, 'original');
    await rds.query({ account: production, instance: 'original' }, 'CREATE TABLE seeded AS SELECT 7 AS n');
    await rds.engine.exportDataDirectory(production, region, 'original', join(directory, 'pgdata'));
  });

  afterAll(async () => {
    await rds.close();
    await rm(directory, { recursive: true });
  });

  it('becomes an instance that is available at once, with a password and key of its own', async () => {
    const masterPassword = 'Imp0rted-Secret';
    await rds.engine.importInstance({
      accountId: production,
      region,
      identifier: 'imported',
      masterUsername: 'acme_admin',
      masterPassword,
      databaseName: 'app',
      kmsKeyId: 'alias/aws/rds',
      dataDirectory: join(directory, 'pgdata'),
      tags: [{ Key: 'team', Value: 'people' }],
    });
    expect(await rds.instance(production, 'imported')).toMatchObject({
      DBInstanceStatus: 'available',
      StorageEncrypted: true,
      KmsKeyId: expect.stringContaining('default-rds') as string,
      TagList: [{ Key: 'team', Value: 'people' }],
      DBName: 'app',
    });
    const imported = { account: production, instance: 'imported', password: masterPassword };
    expect(await rds.query(imported, 'SELECT n FROM seeded')).toEqual([{ n: 7 }]);
  });

  it('becomes a stopped instance, whose backup can be restored', async () => {
    await rds.engine.importStopped({
      accountId: production,
      region,
      identifier: 'asleep',
      masterUsername: 'acme_admin',
      masterPassword: '',
      databaseName: 'app',
      dataDirectory: join(directory, 'pgdata'),
    });
    expect(await rds.instance(production, 'asleep')).toMatchObject({ DBInstanceStatus: 'stopped' });
    const { DBSnapshots } = await rds.call(production, 'DescribeDBSnapshots', { DBInstanceIdentifier: 'asleep' });
    const [backup, ...others] = DBSnapshots as Record<string, unknown>[];
    expect(others).toEqual([]);
    expect(backup).toMatchObject({ SnapshotType: 'automated', Status: 'available' });
    await rds.call(production, 'RestoreDBInstanceFromDBSnapshot', {
      DBInstanceIdentifier: 'awake',
      DBSnapshotIdentifier: backup?.['DBSnapshotIdentifier'],
      BackupRetentionPeriod: 0,
    });
    await rds.untilAvailable(production, 'awake');
    expect(await rds.query({ account: production, instance: 'awake' }, 'SELECT n FROM seeded')).toEqual([{ n: 7 }]);
  });

  it('leaves no trace when it cannot be started', async () => {
    const broken = rds.engine.importInstance({
      accountId: production,
      region,
      identifier: 'broken',
      masterUsername: 'acme_admin',
      masterPassword: 'Imp0rted-Secret',
      dataDirectory: join(directory, 'nothing-here'),
    });
    await expect(broken).rejects.toThrow('nothing-here');
    expect(await rds.refusal(production, 'DescribeDBInstances', { DBInstanceIdentifier: 'broken' })).toBe(
      'DBInstanceNotFound',
    );
  });
});
