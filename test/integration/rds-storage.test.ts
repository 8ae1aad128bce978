import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { findPostgresPrograms } from '../../sandbox/postgres/programs.js';
import { PostgresServer } from '../../sandbox/postgres/server.js';
import { masterPassword, production, region, TestRds, until } from './support/rds-engine.js';

/** Moves money about in transactions that leave the sum as it is, until told to stop; counts what was acknowledged. */
class Traffic {
  acknowledged = 0;
  #stop = false;

  constructor(
    readonly rds: TestRds,
    readonly instance: string,
  ) {}

  async run(): Promise<void> {
    const client = await this.rds.connect({ account: production, instance: this.instance });
    try {
      while (!this.#stop) {
        await client.query('BEGIN');
        await client.query('UPDATE account SET balance = balance - 7 WHERE id = $1', [1 + (this.acknowledged % 50)]);
        await client.query('UPDATE account SET balance = balance + 7 WHERE id = $1', [51 + (this.acknowledged % 50)]);
        await client.query('INSERT INTO journal DEFAULT VALUES');
        await client.query('COMMIT');
        this.acknowledged += 1;
      }
    } finally {
      await client.end();
    }
  }

  stop(): void {
    this.#stop = true;
  }
}

/** Writes dirty pages out again and again: a copy that is not taken at one instant mixes old pages with new ones. */
async function flushAlways(rds: TestRds, instance: string, done: () => boolean): Promise<void> {
  const client = await rds.connect({ account: production, instance });
  while (!done()) await client.query('CHECKPOINT');
  await client.end();
}

/** Does what only a superuser can: gives a data directory a logical replication slot. */
async function createSlot(home: string, dataDirectory: string): Promise<void> {
  const programs = await findPostgresPrograms(process.env['BACKLOT_SANDBOX_VENV'] ?? '.sandbox/venv');
  const server = new PostgresServer({ programs, home, dataDirectory, socketDirectory: join(home, 's') });
  await server.start({ wal_level: 'logical' });
  await server.asSuperuser('app', (client) =>
    client.query("SELECT pg_create_logical_replication_slot('subscriber', 'pgoutput')"),
  );
  await server.stop('fast');
}

describe('a snapshot of a running instance', () => {
  let rds: TestRds;
  const bank = { account: production, instance: 'bank' };

  beforeAll(async () => {
    rds = await TestRds.start();
    await rds.call(production, 'CreateDBParameterGroup', {
      DBParameterGroupName: 'logical',
      DBParameterGroupFamily: 'postgres18',
      Description: 'decodes',
    });
    await rds.call(production, 'ModifyDBParameterGroup', {
      DBParameterGroupName: 'logical',
      Parameters: [{ ParameterName: 'rds.logical_replication', ParameterValue: '1', ApplyMethod: 'pending-reboot' }],
    });
    await rds.createInstance(production, 'bank', { DBParameterGroupName: 'logical' });
    await rds.query(bank, 'CREATE TABLE account AS SELECT id, 1000 AS balance FROM generate_series(1, 100) id');
    await rds.query(bank, 'CREATE TABLE journal (n bigint GENERATED ALWAYS AS IDENTITY, at timestamptz DEFAULT now())');
    // Makes the copy take a while.
    await rds.query(bank, 'CREATE TABLE bulk AS SELECT repeat(md5(n::text), 20) FROM generate_series(1, 100000) n');
    await rds.query(bank, 'CREATE UNLOGGED TABLE scratch AS SELECT 1 AS n');
  });

  afterAll(async () => {
    await rds.close();
  });

  it('is consistent under load, holds every write acknowledged before it, and needs no help to recover', async () => {
    const traffic = [new Traffic(rds, 'bank'), new Traffic(rds, 'bank')];
    let over = false;
    const running = Promise.all([...traffic.map((one) => one.run()), flushAlways(rds, 'bank', () => over)]);
    const total = () => traffic.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
    await until(
      () => Promise.resolve(total()),
      (sum) => sum > 50,
    );
    const before = total();
    await rds.createSnapshot(production, 'bank', 'under-load');
    const after = total();
    await until(
      () => Promise.resolve(total()),
      (sum) => sum > after + 20,
    );
    traffic.forEach((one) => one.stop());
    over = true;
    await running;

    await rds.call(production, 'RestoreDBInstanceFromDBSnapshot', {
      DBInstanceIdentifier: 'bank-copy',
      DBSnapshotIdentifier: 'under-load',
      DBParameterGroupName: 'logical',
    });
    await rds.untilAvailable(production, 'bank-copy');
    const copy = { ...bank, instance: 'bank-copy' };
    const [row] = await rds.query(
      copy,
      `SELECT (SELECT sum(balance)::int FROM account) AS sum, (SELECT count(*)::int FROM journal) AS entries,
              (SELECT count(*)::int FROM scratch) AS unlogged`,
    );
    expect(row).toMatchObject({ sum: 100_000, unlogged: 0 });
    expect(Number(row?.['entries'])).toBeGreaterThanOrEqual(before);
    expect(Number(row?.['entries'])).toBeLessThanOrEqual(total());
  });

  it('keeps replication slots, as storage does, and cannot be restored where they cannot live', async () => {
    const place = await mkdtemp(join(tmpdir(), 'backlot-export-'));
    const dataDirectory = join(place, 'pgdata');
    try {
      await rds.engine.exportDataDirectory(production, region, 'bank', dataDirectory);
      await createSlot(place, dataDirectory);
      await rds.engine.importInstance({
        accountId: production,
        region,
        identifier: 'publisher',
        masterUsername: 'acme_admin',
        masterPassword,
        dataDirectory,
        parameters: { DBParameterGroupName: 'logical' },
      });
    } finally {
      await rm(place, { recursive: true });
    }
    await rds.createSnapshot(production, 'publisher', 'with-slot');
    const restore = { DBSnapshotIdentifier: 'with-slot', BackupRetentionPeriod: 0 };
    await rds.call(production, 'RestoreDBInstanceFromDBSnapshot', {
      ...restore,
      DBInstanceIdentifier: 'slot-copy',
      DBParameterGroupName: 'logical',
    });
    await rds.untilAvailable(production, 'slot-copy');
    expect(
      await rds.query({ ...bank, instance: 'slot-copy' }, 'SELECT slot_name::text FROM pg_replication_slots'),
    ).toEqual([{ slot_name: 'subscriber' }]);

    await rds.call(production, 'RestoreDBInstanceFromDBSnapshot', { ...restore, DBInstanceIdentifier: 'no-decoding' });
    await rds.untilStatus(production, 'no-decoding', 'incompatible-restore');
    const events = await rds.call(production, 'DescribeEvents', {
      SourceType: 'db-instance',
      SourceIdentifier: 'no-decoding',
    });
    expect(JSON.stringify(events)).toContain('logical replication slot');
    await rds.call(production, 'DeleteDBInstance', { DBInstanceIdentifier: 'no-decoding', SkipFinalSnapshot: true });
    await rds.untilGone(production, 'no-decoding');
  });

  it('does not change afterwards, however often it is restored and its source written to', async () => {
    const restore = async (id: string): Promise<unknown> => {
      await rds.call(production, 'RestoreDBInstanceFromDBSnapshot', {
        DBInstanceIdentifier: id,
        DBSnapshotIdentifier: 'under-load',
      });
      await rds.untilAvailable(production, id);
      const rows = await rds.query({ ...bank, instance: id }, 'SELECT count(*) AS n, max(n) AS last FROM journal');
      await rds.query({ ...bank, instance: id }, 'TRUNCATE journal');
      return rows;
    };
    const first = await restore('again-1');
    await rds.query(bank, 'INSERT INTO journal SELECT FROM generate_series(1, 1000)');
    expect(await restore('again-2')).toEqual(first);
  });
});
