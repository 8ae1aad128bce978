import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Parameters } from '../../sandbox/gateway/contract.js';
import { cleanRoom, environment, masterPassword, production, region, TestRds } from './support/rds-engine.js';

const good = {
  DBInstanceIdentifier: 'fine',
  DBInstanceClass: 'db.m6g.large',
  Engine: 'postgres',
  AllocatedStorage: 20,
  MasterUsername: 'acme_admin',
  MasterUserPassword: masterPassword,
  BackupRetentionPeriod: 0,
};

describe('what RDS refuses', () => {
  let rds: TestRds;

  beforeAll(async () => {
    rds = await TestRds.start({ copying: 10, creating: 50 }, { instances: 2, manualSnapshots: 25 });
    await rds.createInstance(production, 'db');
    await rds.createSnapshot(production, 'db', 'snap-00');
  });

  afterAll(async () => {
    await rds.close();
  });

  it.each<[string, Parameters, string]>([
    ['too little storage', { AllocatedStorage: 1 }, 'InvalidParameterValue'],
    ['a short password', { MasterUserPassword: 'short' }, 'InvalidParameterValue'],
    ['no password', { MasterUserPassword: undefined }, 'MissingParameter'],
    ['the name of the service’s own user', { MasterUsername: 'rdsadmin' }, 'InvalidParameterValue'],
    ['a bad identifier', { DBInstanceIdentifier: 'two--hyphens' }, 'InvalidParameterValue'],
    ['a key without encryption', { KmsKeyId: 'bogus' }, 'InvalidParameterCombination'],
    ['backups for too long', { BackupRetentionPeriod: 36 }, 'InvalidParameterValue'],
    ['tags that are AWS’s', { Tags: [{ Key: 'aws:owner', Value: 'me' }] }, 'InvalidParameterValue'],
  ])('is an instance with %s', async (_what, change, code) => {
    expect(await rds.refusal(production, 'CreateDBInstance', { ...good, ...change })).toBe(code);
    expect(await rds.refusal(production, 'DescribeDBInstances', { DBInstanceIdentifier: 'fine' })).toBe(
      'DBInstanceNotFound',
    );
  });

  it('is one instance more than the quota, counted by account', async () => {
    await rds.createInstance(production, 'second');
    const third = { ...good, DBInstanceIdentifier: 'third' };
    expect(await rds.refusal(production, 'CreateDBInstance', third)).toBe('InstanceQuotaExceeded');
    await rds.createInstance(cleanRoom, 'third');
    const { AccountQuotas } = await rds.call(production, 'DescribeAccountAttributes');
    expect(AccountQuotas).toContainEqual({ AccountQuotaName: 'DBInstances', Used: 2, Max: 2 });
  });

  it('is one manual snapshot more than the quota; all the others come page by page', async () => {
    const copy = (n: number) => ({
      SourceDBSnapshotIdentifier: 'snap-00',
      TargetDBSnapshotIdentifier: `snap-${String(n).padStart(2, '0')}`,
    });
    for (let n = 1; n < 25; n += 1) {
      await rds.call(production, 'CopyDBSnapshot', copy(n));
      // The limit of copies in progress is another one.
      await rds.untilSnapshot(production, copy(n).TargetDBSnapshotIdentifier);
    }
    expect(await rds.refusal(production, 'CopyDBSnapshot', copy(25))).toBe('SnapshotQuotaExceeded');
    const another = { DBInstanceIdentifier: 'db', DBSnapshotIdentifier: 'one-more' };
    expect(await rds.refusal(production, 'CreateDBSnapshot', another)).toBe('SnapshotQuotaExceeded');

    const pages: string[][] = [];
    let marker: unknown;
    do {
      const answer = await rds.call(production, 'DescribeDBSnapshots', { MaxRecords: 20, Marker: marker });
      pages.push(
        (answer['DBSnapshots'] as Parameters[]).map(({ DBSnapshotIdentifier }) => String(DBSnapshotIdentifier)),
      );
      marker = answer['Marker'];
    } while (marker !== undefined);
    expect(pages.map(({ length }) => length)).toEqual([20, 5]);
    expect(new Set(pages.flat()).size).toBe(25);
    expect(await rds.refusal(production, 'DescribeDBSnapshots', { MaxRecords: 5 })).toBe('InvalidParameterValue');
  });

  it('is a twenty-first account to share with', async () => {
    const key = rds.keys.add(production, 'share');
    await rds.call(production, 'DeleteDBSnapshot', { DBSnapshotIdentifier: 'snap-24' });
    await rds.call(production, 'CopyDBSnapshot', {
      SourceDBSnapshotIdentifier: 'snap-00',
      TargetDBSnapshotIdentifier: 'shared',
      KmsKeyId: key,
    });
    await rds.untilSnapshot(production, 'shared');
    const accounts = Array.from({ length: 21 }, (_, n) => String(600_000_000_000 + n));
    const share = (ValuesToAdd: string[]) => ({
      DBSnapshotIdentifier: 'shared',
      AttributeName: 'restore',
      ValuesToAdd,
    });
    await rds.call(production, 'ModifyDBSnapshotAttribute', share(accounts.slice(0, 20)));
    expect(await rds.refusal(production, 'ModifyDBSnapshotAttribute', share(accounts.slice(20)))).toBe(
      'SharedSnapshotQuotaExceeded',
    );
    expect(await rds.refusal(production, 'ModifyDBSnapshotAttribute', share(['bogus']))).toBe('InvalidParameterValue');
  });

  it('is an action that it does not have, with an error that no client repeats', async () => {
    await expect(rds.call(production, 'CreateDBCluster')).rejects.toMatchObject({
      code: 'NotImplemented',
      status: 501,
    });
  });

  it('is a filter that it does not know', async () => {
    const filter = (Name: string) => ({ Filters: [{ Name, Values: ['db'] }] });
    expect(await rds.refusal(production, 'DescribeDBInstances', filter('tag:owner'))).toBe('InvalidParameterValue');
    const found = await rds.call(production, 'DescribeDBInstances', filter('db-instance-id'));
    expect((found['DBInstances'] as Parameters[]).map((one) => one['DBInstanceIdentifier'])).toEqual(['db']);
  });
});

describe('tags and subnet groups', () => {
  let rds: TestRds;

  beforeAll(async () => {
    rds = await TestRds.start();
  });

  afterAll(async () => {
    await rds.close();
  });

  it('tags what is the caller’s and nothing else', async () => {
    await rds.createInstance(production, 'db');
    const ResourceName = `arn:aws:rds:${region}:${production}:db:db`;
    await rds.call(production, 'AddTagsToResource', { ResourceName, Tags: [{ Key: 'a', Value: '1' }, { Key: 'b' }] });
    await rds.call(production, 'AddTagsToResource', { ResourceName, Tags: [{ Key: 'a', Value: '2' }] });
    await rds.call(production, 'RemoveTagsFromResource', { ResourceName, TagKeys: ['b'] });
    expect(await rds.call(production, 'ListTagsForResource', { ResourceName })).toEqual({
      TagList: [{ Key: 'a', Value: '2' }],
    });
    expect(await rds.refusal(environment, 'ListTagsForResource', { ResourceName })).toBe('AccessDenied');
    const missing = { ResourceName: `${ResourceName}-2` };
    expect(await rds.refusal(production, 'ListTagsForResource', missing)).toBe('DBInstanceNotFound');
  });

  it('keeps a subnet group while an instance is in it', async () => {
    const name = { DBSubnetGroupName: 'Backlot-Data' };
    const create = { ...name, DBSubnetGroupDescription: 'ours', SubnetIds: ['subnet-1', 'subnet-2'] };
    await rds.call(production, 'CreateDBSubnetGroup', create);
    expect(await rds.refusal(production, 'CreateDBSubnetGroup', create)).toBe('DBSubnetGroupAlreadyExists');
    await rds.createInstance(production, 'placed', name);
    expect(await rds.instance(production, 'placed')).toMatchObject({
      DBSubnetGroup: {
        DBSubnetGroupName: 'backlot-data',
        Subnets: [{ SubnetIdentifier: 'subnet-1' }, { SubnetIdentifier: 'subnet-2' }],
      },
    });
    expect(await rds.refusal(production, 'DeleteDBSubnetGroup', name)).toBe('InvalidDBSubnetGroupStateFault');
    await rds.call(production, 'DeleteDBInstance', { DBInstanceIdentifier: 'placed', SkipFinalSnapshot: true });
    await rds.untilGone(production, 'placed');
    await rds.call(production, 'DeleteDBSubnetGroup', name);
    expect(await rds.refusal(production, 'DescribeDBSubnetGroups', name)).toBe('DBSubnetGroupNotFoundFault');
  });
});
