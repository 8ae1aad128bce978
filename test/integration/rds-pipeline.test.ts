import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { defaultDelays } from '../../sandbox/rds/options.js';
import { cleanRoom, environment, production, region, TestRds } from './support/rds-engine.js';

describe('a snapshot on its way through three accounts', () => {
  let rds: TestRds;
  let share: string;
  let raw: string;
  let data: string;

  const arnOf = (account: string, name: string): string => `arn:aws:rds:${region}:${account}:snapshot:${name}`;
  const copy = (account: string, source: string, target: string, key?: string) =>
    ({
      account,
      parameters: {
        SourceDBSnapshotIdentifier: source,
        TargetDBSnapshotIdentifier: target,
        ...(key === undefined ? {} : { KmsKeyId: key }),
      },
    }) as const;
  const shareWith = (name: string, account: string) => ({
    DBSnapshotIdentifier: name,
    AttributeName: 'restore',
    ValuesToAdd: [account],
  });

  beforeAll(async () => {
    rds = await TestRds.start({}, { copiesInProgress: 2 });
    share = rds.keys.add(production, 'share', [cleanRoom]);
    raw = rds.keys.add(cleanRoom, 'raw');
    data = rds.keys.add(environment, 'data');
    await rds.createInstance(production, 'prod-users', { StorageEncrypted: true });
    await rds.query(
      { account: production, instance: 'prod-users' },
      'CREATE TABLE people AS SELECT n, md5(n::text) AS name FROM generate_series(1, 5000) n',
    );
    await rds.createSnapshot(production, 'prod-users', 'users-1');
    const step = copy(production, 'users-1', 'users-shared', share);
    await rds.call(step.account, 'CopyDBSnapshot', step.parameters);
    await rds.untilSnapshot(production, 'users-shared');
    await rds.call(production, 'ModifyDBSnapshotAttribute', shareWith('users-shared', cleanRoom));
  });

  afterAll(async () => {
    await rds.close();
  });

  it('carries the rows into an instance of another account', async () => {
    const step = copy(cleanRoom, arnOf(production, 'users-shared'), 'users-raw', raw);
    await rds.call(cleanRoom, 'CopyDBSnapshot', step.parameters);
    const copied = await rds.untilSnapshot(cleanRoom, 'users-raw');
    expect(copied).toMatchObject({
      Encrypted: true,
      KmsKeyId: raw,
      PercentProgress: 100,
      SnapshotType: 'manual',
      SourceDBSnapshotIdentifier: arnOf(production, 'users-shared'),
      MasterUsername: 'acme_admin',
    });
    const original = await rds.snapshot(production, 'users-1');
    expect(copied['OriginalSnapshotCreateTime']).toEqual(original['SnapshotCreateTime']);

    await rds.call(cleanRoom, 'RestoreDBInstanceFromDBSnapshot', {
      DBInstanceIdentifier: 'quarantined',
      DBSnapshotIdentifier: 'users-raw',
      BackupRetentionPeriod: '0',
      Tags: [{ Key: 'run', Value: '1' }],
    });
    const restored = await rds.untilAvailable(cleanRoom, 'quarantined');
    expect(restored).toMatchObject({ KmsKeyId: raw, StorageEncrypted: true, TagList: [{ Key: 'run', Value: '1' }] });
    const source = await rds.instance(production, 'prod-users');
    expect(restored['DbiResourceId']).not.toBe(source['DbiResourceId']);
    // The master's password is still production's.
    const rows = await rds.query(
      { account: cleanRoom, instance: 'quarantined' },
      'SELECT count(*)::int AS n, max(name) FILTER (WHERE n = 42) AS name FROM people',
    );
    expect(rows).toEqual([{ n: 5000, name: 'a1d0c6e83f027327d8461063f4ac58a6' }]);
  });

  it('refuses an account with which it is not shared, as if it did not exist', async () => {
    const step = copy(environment, arnOf(production, 'users-shared'), 'stolen', data);
    expect(await rds.refusal(environment, 'CopyDBSnapshot', step.parameters)).toBe('DBSnapshotNotFound');
    const see = { DBSnapshotIdentifier: arnOf(production, 'users-shared'), SnapshotType: 'shared' };
    expect(await rds.refusal(environment, 'DescribeDBSnapshots', see)).toBe('DBSnapshotNotFound');
  });

  it('refuses a copy by an account that may not use the source key, although it is shared with it', async () => {
    await rds.call(production, 'ModifyDBSnapshotAttribute', shareWith('users-shared', environment));
    const step = copy(environment, arnOf(production, 'users-shared'), 'unreadable', data);
    expect(await rds.refusal(environment, 'CopyDBSnapshot', step.parameters)).toBe('KMSKeyNotAccessibleFault');
    await rds.call(production, 'ModifyDBSnapshotAttribute', {
      DBSnapshotIdentifier: 'users-shared',
      AttributeName: 'restore',
      ValuesToRemove: [environment],
    });
  });

  it('refuses a copy of a shared encrypted snapshot without a key, or under a key of somebody else', async () => {
    const source = arnOf(production, 'users-shared');
    const keyless = copy(cleanRoom, source, 'keyless').parameters;
    expect(await rds.refusal(cleanRoom, 'CopyDBSnapshot', keyless)).toBe('KMSKeyNotAccessibleFault');
    const foreign = copy(cleanRoom, source, 'foreign', data).parameters;
    expect(await rds.refusal(cleanRoom, 'CopyDBSnapshot', foreign)).toBe('KMSKeyNotAccessibleFault');
  });

  it('refuses to restore a shared encrypted snapshot as it is', async () => {
    const restore = { DBInstanceIdentifier: 'direct', DBSnapshotIdentifier: arnOf(production, 'users-shared') };
    expect(await rds.refusal(cleanRoom, 'RestoreDBInstanceFromDBSnapshot', restore)).toBe('InvalidDBSnapshotState');
    expect(await rds.refusal(cleanRoom, 'DescribeDBInstances', { DBInstanceIdentifier: 'direct' })).toBe(
      'DBInstanceNotFound',
    );
  });

  it('refuses to share what lies under the default key, and anything encrypted with everybody', async () => {
    expect(await rds.refusal(production, 'ModifyDBSnapshotAttribute', shareWith('users-1', cleanRoom))).toBe(
      'InvalidParameterCombination',
    );
    expect(await rds.refusal(production, 'ModifyDBSnapshotAttribute', shareWith('users-shared', 'all'))).toBe(
      'InvalidParameterCombination',
    );
  });

  it('refuses to share an automated snapshot', async () => {
    const name = await rds.engine.takeAutomatedSnapshot(production, region, 'prod-users');
    expect(name).toMatch(/^rds:prod-users-\d{4}-\d\d-\d\d-\d\d-\d\d$/);
    expect(await rds.refusal(production, 'ModifyDBSnapshotAttribute', shareWith(name, cleanRoom))).toBe(
      'InvalidDBSnapshotState',
    );
    expect(await rds.refusal(production, 'DeleteDBSnapshot', { DBSnapshotIdentifier: name })).toBe(
      'InvalidDBSnapshotState',
    );
  });

  it('shows others a shared snapshot by its ARN, without its tags, and only when they ask for it', async () => {
    const source = arnOf(production, 'users-shared');
    expect(await rds.snapshot(cleanRoom, source, { SnapshotType: 'shared' })).toMatchObject({
      DBSnapshotIdentifier: source,
      SnapshotType: 'shared',
      TagList: [],
    });
    expect(await rds.snapshot(cleanRoom, source, { IncludeShared: true })).toMatchObject({ DBSnapshotArn: source });
    expect(await rds.refusal(cleanRoom, 'DescribeDBSnapshots', { DBSnapshotIdentifier: source })).toBe(
      'DBSnapshotNotFound',
    );
    const attributes = await rds.call(production, 'DescribeDBSnapshotAttributes', {
      DBSnapshotIdentifier: 'users-shared',
    });
    expect(attributes).toMatchObject({
      DBSnapshotAttributesResult: {
        DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: [cleanRoom] }],
      },
    });
  });

  it('never takes the caller’s own snapshot of the same name', async () => {
    await rds.createInstance(environment, 'mine');
    await rds.createSnapshot(environment, 'mine', 'users-shared');
    const step = copy(environment, arnOf(production, 'users-shared'), 'mixed-up', data);
    expect(await rds.refusal(environment, 'CopyDBSnapshot', step.parameters)).toBe('DBSnapshotNotFound');
  });

  it('fails a copy whose source is deleted or no longer shared before it is done', async () => {
    for (const withdraw of ['unshare', 'delete'] as const) {
      const source = `brief-${withdraw}`;
      const target = `late-${withdraw}`;
      await rds.call(production, 'CopyDBSnapshot', copy(production, 'users-1', source, share).parameters);
      await rds.untilSnapshot(production, source);
      await rds.call(production, 'ModifyDBSnapshotAttribute', shareWith(source, cleanRoom));
      await rds.call(cleanRoom, 'CopyDBSnapshot', copy(cleanRoom, arnOf(production, source), target, raw).parameters);
      if (withdraw === 'delete') await rds.call(production, 'DeleteDBSnapshot', { DBSnapshotIdentifier: source });
      else {
        await rds.call(production, 'ModifyDBSnapshotAttribute', {
          DBSnapshotIdentifier: source,
          AttributeName: 'restore',
          ValuesToRemove: [cleanRoom],
        });
      }
      expect(await rds.untilSnapshot(cleanRoom, target, 'failed')).toMatchObject({ Status: 'failed' });
    }
  });

  it('makes copies of one instance’s snapshots one after another, and only so many at a time', async () => {
    const names = ['queued-1', 'queued-2'];
    for (const name of names) {
      await rds.call(production, 'CopyDBSnapshot', copy(production, 'users-1', name, share).parameters);
    }
    const third = copy(production, 'users-1', 'queued-3', share).parameters;
    expect(await rds.refusal(production, 'CopyDBSnapshot', third)).toBe('SnapshotQuotaExceeded');
    const copies = await Promise.all(names.map((name) => rds.untilSnapshot(production, name)));
    const [first = 0, second = 0] = copies.map(({ SnapshotCreateTime }) => Number(SnapshotCreateTime));
    expect(second - first).toBeGreaterThanOrEqual(defaultDelays.copying - 10);
  });

  it('keeps a copy whole after its source is deleted', async () => {
    await rds.createSnapshot(production, 'prod-users', 'short-lived');
    await rds.call(production, 'CopyDBSnapshot', copy(production, 'short-lived', 'survivor', share).parameters);
    await rds.untilSnapshot(production, 'survivor');
    await rds.call(production, 'DeleteDBSnapshot', { DBSnapshotIdentifier: 'short-lived' });
    await rds.call(production, 'RestoreDBInstanceFromDBSnapshot', {
      DBInstanceIdentifier: 'from-survivor',
      DBSnapshotIdentifier: 'survivor',
    });
    await rds.untilAvailable(production, 'from-survivor');
    const rows = await rds.query(
      { account: production, instance: 'from-survivor' },
      'SELECT count(*)::int AS n FROM people',
    );
    expect(rows).toEqual([{ n: 5000 }]);
  });
});
