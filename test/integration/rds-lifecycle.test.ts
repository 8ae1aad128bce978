import { readdir, readFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Parameters } from '../../sandbox/gateway/contract.js';
import { first, masterPassword, production, TestRds, until } from './support/rds-engine.js';

const wanted = {
  DBInstanceClass: 'db.m6g.large',
  Engine: 'postgres',
  AllocatedStorage: 20,
  MasterUsername: 'acme_admin',
  MasterUserPassword: masterPassword,
};

/** Watches an instance until it is available again and returns the statuses that were seen, in order. */
async function statusesOf(rds: TestRds, id: string): Promise<string[]> {
  const seen: string[] = [];
  await until(
    () => rds.instance(production, id),
    (instance) => {
      const status = String(instance['DBInstanceStatus']);
      if (seen.at(-1) !== status) seen.push(status);
      return status === 'available' && Object.keys(instance['PendingModifiedValues'] ?? {}).length === 0;
    },
  );
  return seen;
}

describe('the life of an instance', () => {
  let rds: TestRds;

  beforeAll(async () => {
    rds = await TestRds.start();
  });

  afterAll(async () => {
    await rds.close();
  });

  it('goes through the states of AWS and gets a first backup when it keeps any', async () => {
    const answer = await rds.call(production, 'CreateDBInstance', {
      ...wanted,
      DBInstanceIdentifier: 'Backed-Up',
      BackupRetentionPeriod: '7',
      CopyTagsToSnapshot: 'true',
      Tags: [{ Key: 'team', Value: 'people' }],
    });
    expect(answer).toMatchObject({ DBInstance: { DBInstanceIdentifier: 'backed-up', DBInstanceStatus: 'creating' } });
    expect((answer['DBInstance'] as Parameters)['Endpoint']).toBeUndefined();
    expect(await statusesOf(rds, 'backed-up')).toEqual(['creating', 'backing-up', 'available']);
    const snapshots = await rds.call(production, 'DescribeDBSnapshots', { SnapshotType: 'automated' });
    expect(first(snapshots, 'DBSnapshots')).toMatchObject({
      DBSnapshotIdentifier: expect.stringMatching(/^rds:backed-up-\d{4}(-\d\d){4}$/) as string,
      Status: 'available',
      TagList: [{ Key: 'team', Value: 'people' }],
    });
  });

  it('restores the latest state to a point in time, and an earlier one from the backup before it', async () => {
    const instance = { account: production, instance: 'backed-up', database: 'postgres' };
    await rds.query(instance, 'CREATE TABLE later AS SELECT 1 AS n');
    await rds.call(production, 'RestoreDBInstanceToPointInTime', {
      SourceDBInstanceIdentifier: 'backed-up',
      TargetDBInstanceIdentifier: 'now',
      UseLatestRestorableTime: true,
      BackupRetentionPeriod: 0,
    });
    await rds.untilAvailable(production, 'now');
    expect(await rds.query({ ...instance, instance: 'now' }, 'SELECT n FROM later')).toEqual([{ n: 1 }]);
    await rds.call(production, 'RestoreDBInstanceToPointInTime', {
      SourceDBInstanceIdentifier: 'backed-up',
      TargetDBInstanceIdentifier: 'then',
      RestoreTime: new Date().toISOString(),
      BackupRetentionPeriod: 0,
    });
    await rds.untilAvailable(production, 'then');
    await expect(rds.query({ ...instance, instance: 'then' }, 'SELECT n FROM later')).rejects.toMatchObject({
      code: '42P01',
    });
    const early = {
      SourceDBInstanceIdentifier: 'backed-up',
      TargetDBInstanceIdentifier: 'too-early',
      RestoreTime: '2020-01-01T00:00:00Z',
    };
    expect(await rds.refusal(production, 'RestoreDBInstanceToPointInTime', early)).toBe('InvalidParameterValue');
  });

  it('is in the way of a second one of its name, in its own account only', async () => {
    const again = { ...wanted, DBInstanceIdentifier: 'backed-up' };
    expect(await rds.refusal(production, 'CreateDBInstance', again)).toBe('DBInstanceAlreadyExists');
    expect(await rds.refusal('999999999999', 'DescribeDBInstances', { DBInstanceIdentifier: 'backed-up' })).toBe(
      'DBInstanceNotFound',
    );
  });

  it('stops, keeps its rows, and starts', async () => {
    await rds.createInstance(production, 'sleepy');
    const sleepy = { account: production, instance: 'sleepy' };
    await rds.query(sleepy, 'CREATE TABLE kept AS SELECT 1 AS n');
    await rds.call(production, 'StopDBInstance', { DBInstanceIdentifier: 'sleepy' });
    await rds.untilStatus(production, 'sleepy', 'stopped');
    await expect(rds.connect(sleepy)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await rds.refusal(production, 'ModifyDBInstance', { DBInstanceIdentifier: 'sleepy' })).toBe(
      'InvalidDBInstanceState',
    );
    await rds.call(production, 'StartDBInstance', { DBInstanceIdentifier: 'sleepy' });
    await rds.untilAvailable(production, 'sleepy');
    expect(await rds.query(sleepy, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('is deleted only with a decision about a final snapshot, and not while protected', async () => {
    await rds.createInstance(production, 'doomed', { DeletionProtection: true });
    const doomed = { DBInstanceIdentifier: 'doomed' };
    const skip = { ...doomed, SkipFinalSnapshot: true };
    expect(await rds.refusal(production, 'DeleteDBInstance', doomed)).toBe('InvalidParameterCombination');
    expect(await rds.refusal(production, 'DeleteDBInstance', skip)).toBe('InvalidParameterCombination');
    await rds.call(production, 'ModifyDBInstance', { ...doomed, DeletionProtection: false });
    const endpoint = (await rds.instance(production, 'doomed'))['Endpoint'] as Parameters;
    await rds.call(production, 'DeleteDBInstance', { ...doomed, FinalDBSnapshotIdentifier: 'last-words' });
    expect(await rds.instance(production, 'doomed')).toMatchObject({ DBInstanceStatus: 'deleting' });
    await rds.untilGone(production, 'doomed');
    expect(rds.names.addresses.has(String(endpoint['Address']))).toBe(false);
    expect(await rds.snapshot(production, 'last-words')).toMatchObject({ Status: 'available', SnapshotType: 'manual' });
  });

  it('can be deleted while it is being created', async () => {
    await rds.call(production, 'CreateDBInstance', { ...wanted, DBInstanceIdentifier: 'unborn' });
    await rds.call(production, 'DeleteDBInstance', { DBInstanceIdentifier: 'unborn', SkipFinalSnapshot: true });
    await rds.untilGone(production, 'unborn');
  });

  it('tells in its events what happened', async () => {
    const { Events } = await rds.call(production, 'DescribeEvents', {
      SourceType: 'db-instance',
      SourceIdentifier: 'doomed',
    });
    expect((Events as Parameters[]).map(({ Message }) => Message)).toEqual([
      'DB instance created',
      'Backing up DB instance',
      'Finished DB Instance backup',
      'DB instance deleted',
    ]);
  });
});

describe('a modification', () => {
  let rds: TestRds;

  beforeAll(async () => {
    rds = await TestRds.start();
    await rds.createInstance(production, 'users');
    await rds.createInstance(production, 'users-next');
  });

  afterAll(async () => {
    await rds.close();
  });

  it('waits for the window unless it is to be applied at once', async () => {
    const users = { DBInstanceIdentifier: 'users' };
    const later = await rds.call(production, 'ModifyDBInstance', { ...users, DBInstanceClass: 'db.r6g.large' });
    expect(later).toMatchObject({
      DBInstance: { DBInstanceClass: 'db.m6g.large', PendingModifiedValues: { DBInstanceClass: 'db.r6g.large' } },
    });
    await rds.call(production, 'ModifyDBInstance', { ...users, AllocatedStorage: 40, ApplyImmediately: true });
    expect(await statusesOf(rds, 'users')).toEqual(['available', 'modifying', 'available']);
    expect(await rds.instance(production, 'users')).toMatchObject({
      DBInstanceClass: 'db.r6g.large',
      AllocatedStorage: 40,
    });
    const shrink = { ...users, AllocatedStorage: 20, ApplyImmediately: true };
    expect(await rds.refusal(production, 'ModifyDBInstance', shrink)).toBe('InvalidParameterCombination');
  });

  it('swaps two names, and each endpoint follows with its certificate', async () => {
    for (const instance of ['users', 'users-next']) {
      await rds.query({ account: production, instance }, `CREATE TABLE who AS SELECT '${instance}'::text AS name`);
    }
    const clash = { DBInstanceIdentifier: 'users-next', NewDBInstanceIdentifier: 'users', ApplyImmediately: true };
    expect(await rds.refusal(production, 'ModifyDBInstance', clash)).toBe('DBInstanceAlreadyExists');
    for (const [from, to] of [
      ['users', 'users-previous'],
      ['users-next', 'users'],
    ] as const) {
      await rds.call(production, 'ModifyDBInstance', {
        DBInstanceIdentifier: from,
        NewDBInstanceIdentifier: to,
        ApplyImmediately: true,
      });
      await until(
        () => rds.refusal(production, 'DescribeDBInstances', { DBInstanceIdentifier: from }),
        (code) => code === 'DBInstanceNotFound',
      );
      await rds.untilAvailable(production, to);
    }
    const names = await Promise.all(
      ['users', 'users-previous'].map((instance) =>
        rds.query({ account: production, instance }, 'SELECT name FROM who'),
      ),
    );
    expect(names).toEqual([[{ name: 'users-next' }], [{ name: 'users' }]]);
  });

  it('exchanges security groups, which must exist', async () => {
    const modify = (group: string) => ({ DBInstanceIdentifier: 'users', VpcSecurityGroupIds: [group] });
    expect(await rds.refusal(production, 'ModifyDBInstance', modify('sg-bogus'))).toBe('InvalidParameterValue');
    rds.securityGroups.blocks.set('sg-none', []);
    await rds.call(production, 'ModifyDBInstance', modify('sg-none'));
    // As on AWS, the status alone does not tell: it stays available for a moment before the change begins.
    await until(
      () => rds.instance(production, 'users'),
      ({ VpcSecurityGroups }) =>
        JSON.stringify(VpcSecurityGroups) === '[{"VpcSecurityGroupId":"sg-none","Status":"active"}]',
    );
    await expect(rds.connect({ account: production, instance: 'users' })).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
  });
});

describe('a parameter group', () => {
  let rds: TestRds;
  const tuned = { account: production, instance: 'tuned' };
  const set = async (name: string, value: string, method: string): Promise<void> => {
    await rds.call(production, 'ModifyDBParameterGroup', {
      DBParameterGroupName: 'tuned',
      Parameters: [{ ParameterName: name, ParameterValue: value, ApplyMethod: method }],
    });
  };
  const show = async (name: string): Promise<unknown> => (await rds.query(tuned, `SHOW ${name}`))[0]?.[name];

  beforeAll(async () => {
    rds = await TestRds.start();
    await rds.call(production, 'CreateDBParameterGroup', {
      DBParameterGroupName: 'tuned',
      DBParameterGroupFamily: 'postgres18',
      Description: 'tuned',
    });
    await rds.createInstance(production, 'tuned', { DBParameterGroupName: 'tuned' });
  });

  afterAll(async () => {
    await rds.close();
  });

  it('changes dynamic parameters at once and static ones with a reboot', async () => {
    await set('work_mem', '8192', 'immediate');
    await until(
      () => show('work_mem'),
      (value) => value === '8MB',
    );
    await set('max_connections', '50', 'pending-reboot');
    expect(await rds.instance(production, 'tuned')).toMatchObject({
      DBParameterGroups: [{ DBParameterGroupName: 'tuned', ParameterApplyStatus: 'pending-reboot' }],
    });
    expect(await show('max_connections')).toBe('100');
    await rds.call(production, 'RebootDBInstance', { DBInstanceIdentifier: 'tuned' });
    await rds.untilAvailable(production, 'tuned');
    expect(await show('max_connections')).toBe('50');
    expect(await rds.instance(production, 'tuned')).toMatchObject({
      DBParameterGroups: [{ ParameterApplyStatus: 'in-sync' }],
    });
  });

  it('refuses what it does not know, what is AWS’s, and what cannot be', async () => {
    const refusal = (name: string, value: string, method = 'pending-reboot') =>
      rds.refusal(production, 'ModifyDBParameterGroup', {
        DBParameterGroupName: 'tuned',
        Parameters: [{ ParameterName: name, ParameterValue: value, ApplyMethod: method }],
      });
    expect(await refusal('no_such_thing', '1')).toBe('InvalidParameterValue');
    expect(await refusal('listen_addresses', '*')).toBe('InvalidParameterValue');
    expect(await refusal('work_mem', 'plenty')).toBe('InvalidParameterValue');
    expect(await refusal('max_connections', '50', 'immediate')).toBe('InvalidParameterCombination');
    const deletion = { DBParameterGroupName: 'tuned' };
    expect(await rds.refusal(production, 'DeleteDBParameterGroup', deletion)).toBe('InvalidDBParameterGroupState');
    const preset = { DBParameterGroupName: 'default.postgres18', Parameters: [] };
    expect(await rds.refusal(production, 'ModifyDBParameterGroup', preset)).toBe('InvalidDBParameterGroupState');
  });

  it('tells what a user set from what the engine has, page by page', async () => {
    const user = await rds.call(production, 'DescribeDBParameters', { DBParameterGroupName: 'tuned', Source: 'user' });
    expect((user['Parameters'] as Parameters[]).map(({ ParameterName }) => ParameterName)).toEqual([
      'max_connections',
      'work_mem',
    ]);
    const names: unknown[] = [];
    let marker: unknown;
    do {
      const answer = await rds.call(production, 'DescribeDBParameters', {
        DBParameterGroupName: 'default.postgres18',
        ...(marker === undefined ? {} : { Marker: marker }),
      });
      names.push(...(answer['Parameters'] as Parameters[]).map(({ ParameterName }) => ParameterName));
      marker = answer['Marker'];
    } while (marker !== undefined);
    expect(names.length).toBeGreaterThan(300);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('rds.force_ssl');
  });

  it('names a library that the sandbox does not have without keeping the server from starting', async () => {
    await set('shared_preload_libraries', 'pg_stat_statements,pg_cron', 'pending-reboot');
    await rds.call(production, 'RebootDBInstance', { DBInstanceIdentifier: 'tuned' });
    await rds.untilAvailable(production, 'tuned');
    expect(await show('shared_preload_libraries')).toBe('pg_stat_statements');
  });
});

describe('a server that dies', () => {
  let rds: TestRds;

  beforeAll(async () => {
    rds = await TestRds.start();
  });

  afterAll(async () => {
    await rds.close();
  });

  it('comes back by itself with every committed row', async () => {
    const hit = { account: production, instance: 'hit' };
    await rds.createInstance(production, 'hit');
    await rds.query(hit, 'CREATE TABLE kept AS SELECT 1 AS n');
    const resourceId = String((await rds.instance(production, 'hit'))['DbiResourceId']);
    const session = await rds.connect(hit);
    const { rows } = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const orphan = rows[0]?.pid ?? 0;
    // PostgreSQL does not start before the children of a killed server are gone: one of them takes its time.
    process.kill(orphan, 'SIGSTOP');
    const [postmaster = 0] = await processesNaming(resourceId);
    const log = await logOf(postmaster);
    process.kill(postmaster, 'SIGKILL');
    await until(
      () => readFile(log, 'utf8'),
      (lines) => lines.includes('still in use'),
    );
    process.kill(orphan, 'SIGCONT');
    await until(
      async () => {
        const events = await rds.call(production, 'DescribeEvents', { SourceType: 'db-instance' });
        return (events['Events'] as Parameters[]).map(({ Message }) => Message);
      },
      (messages) => messages.includes('DB instance restarted'),
    );
    expect(await rds.query(hit, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });
});

describe('what the engine leaves behind', () => {
  it('is no process and no socket after it closed', async () => {
    const rds = await TestRds.start();
    await rds.createInstance(production, 'left');
    await rds.query({ account: production, instance: 'left', database: 'postgres' }, 'SELECT 1');
    const resourceId = String((await rds.instance(production, 'left'))['DbiResourceId']);
    const running = await processesNaming(resourceId);
    expect(running.length).toBeGreaterThan(0);
    await rds.close();
    expect(await processesNaming(resourceId)).toEqual([]);
  });
});

/** Where a server writes its log: beside its configuration, which its command line names. */
async function logOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${String(pid)}/cmdline`, 'utf8');
  return (/config_file=(.*)postgresql\.conf/.exec(line)?.[1] ?? '/') + 'postgres.log';
}

/** The servers whose command line holds a text. */
async function processesNaming(text: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return pids.filter((_pid, index) => lines[index]?.includes(text)).map(Number);
}
