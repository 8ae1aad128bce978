import { connect } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Parameters } from '../../sandbox/gateway/contract.js';
import { masterPassword, production, region, TestRds, until } from './support/rds-engine.js';

/** The SQLSTATE or network error code with which an attempt to connect ends. */
async function refusalOf(attempt: Promise<{ end(): Promise<void> }>): Promise<string> {
  try {
    await (await attempt).end();
    return 'connected';
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
}

describe('the way into an instance', () => {
  let rds: TestRds;
  const db = { account: production, instance: 'db' };

  beforeAll(async () => {
    rds = await TestRds.start();
    rds.securityGroups.blocks.set('sg-app', ['127.90.2.1/32']);
    await rds.createInstance(production, 'db', { VpcSecurityGroupIds: ['sg-app'] });
  });

  afterAll(async () => {
    await rds.close();
  });

  it('has an endpoint like AWS’s, which resolves while the instance exists', async () => {
    const endpoint = (await rds.instance(production, 'db'))['Endpoint'] as Parameters;
    expect(endpoint['Address']).toMatch(/^db\.[a-z0-9]{12}\.us-east-1\.rds\.amazonaws\.com$/);
    expect(rds.names.addresses.get(String(endpoint['Address']))).toMatch(/^127\.\d+\.16\.1$/);
  });

  it('is open to the places that its security groups allow', async () => {
    expect(await rds.query({ ...db, from: '127.90.2.1' }, 'SELECT current_user')).toEqual([
      { current_user: 'acme_admin' },
    ]);
  });

  it('drops a connection from anywhere else without a byte, and remembers the attempt', async () => {
    const before = rds.engine.connections(production, region, 'db').length;
    const endpoint = (await rds.instance(production, 'db'))['Endpoint'] as Parameters;
    const host = rds.names.addresses.get(String(endpoint['Address'])) ?? '';
    const outcome = await new Promise<{ bytes: number; error: string | undefined }>((resolve) => {
      const socket = connect({ host, port: 5432, localAddress: '127.90.9.9' });
      let error: string | undefined;
      socket.on('error', (cause: NodeJS.ErrnoException) => (error = cause.code));
      socket.on('close', () => resolve({ bytes: socket.bytesRead, error }));
      socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
    });
    expect(outcome).toMatchObject({ bytes: 0, error: 'ECONNRESET' });
    const attempts = rds.engine.connections(production, region, 'db').slice(before);
    expect(attempts).toMatchObject([{ source: '127.90.9.9', accepted: false }]);
  });

  it('follows a change of a group’s rules for new connections and leaves existing ones alone', async () => {
    const session = await rds.connect({ ...db, from: '127.90.2.1' });
    rds.securityGroups.blocks.set('sg-app', ['127.90.2.2/32']);
    await until(
      () => refusalOf(rds.connect({ ...db, from: '127.90.2.2' })),
      (code) => code === 'connected',
    );
    expect(await refusalOf(rds.connect({ ...db, from: '127.90.2.1' }))).toBe('ECONNRESET');
    expect((await session.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await session.end();
    rds.securityGroups.blocks.set('sg-app', ['127.0.0.0/8']);
    await until(
      () => refusalOf(rds.connect(db)),
      (code) => code === 'connected',
    );
  });

  it('shows a certificate for the endpoint and for no other name', async () => {
    expect(await refusalOf(rds.connect(db))).toBe('connected');
    expect(await refusalOf(rds.connect({ ...db, expectedName: 'users.db.qa1.acme.example' }))).toBe(
      'ERR_TLS_CERT_ALTNAME_INVALID',
    );
  });

  it('refuses plain connections as RDS does, unless the parameter group lets them in', async () => {
    await expect(rds.connect({ ...db, plain: true })).rejects.toMatchObject({
      code: '28000',
      message: 'no pg_hba.conf entry for host "127.0.0.1", user "acme_admin", database "app", no encryption',
    });
    await rds.call(production, 'CreateDBParameterGroup', {
      DBParameterGroupName: 'plain',
      DBParameterGroupFamily: 'postgres18',
      Description: 'lets plain connections in',
    });
    const parameter = { ParameterName: 'rds.force_ssl', ParameterValue: '0', ApplyMethod: 'immediate' };
    await rds.call(production, 'ModifyDBParameterGroup', { DBParameterGroupName: 'plain', Parameters: [parameter] });
    await rds.createInstance(production, 'plain', { DBParameterGroupName: 'plain' });
    expect(await refusalOf(rds.connect({ ...db, instance: 'plain', plain: true }))).toBe('connected');
  });

  it('keeps everybody out of what belongs to AWS', async () => {
    expect(await refusalOf(rds.connect({ ...db, user: 'rdsadmin', database: 'postgres' }))).toBe('28000');
    expect(await refusalOf(rds.connect({ ...db, database: 'rdsadmin' }))).toBe('28000');
    expect(await refusalOf(rds.connect({ ...db, password: 'wrong-password' }))).toBe('28P01');
  });

  it('passes the cancelling of a statement on', async () => {
    const client = await rds.connect(db);
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const sleeping = client.query('SELECT pg_sleep(60)');
    const cancelled = expect(sleeping).rejects.toMatchObject({ code: '57014' });
    await until(
      () => rds.query(db, `SELECT wait_event FROM pg_stat_activity WHERE pid = ${String(rows[0]?.pid)}`),
      ([activity]) => activity?.['wait_event'] === 'PgSleep',
    );
    // node-postgres cancels by a connection of its own that carries the key of the session.
    const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
    const packet = Buffer.alloc(16);
    [16, 80_877_102, processID, secretKey].forEach((word, index) => packet.writeInt32BE(word, index * 4));
    const endpoint = (await rds.instance(production, 'db'))['Endpoint'] as Parameters;
    const host = rds.names.addresses.get(String(endpoint['Address'])) ?? '';
    connect({ host, port: 5432 }).end(packet);
    await cancelled;
    await client.end();
  });
});

describe('the master user', () => {
  let rds: TestRds;
  const db = { account: production, instance: 'db' };

  beforeAll(async () => {
    rds = await TestRds.start();
    await rds.createInstance(production, 'db');
  });

  afterAll(async () => {
    await rds.close();
  });

  it('has the attributes and memberships that it has on RDS', async () => {
    const [role] = await rds.query(
      db,
      `SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolinherit,
              (SELECT array_agg(b.rolname::text) FROM pg_auth_members m JOIN pg_roles b ON b.oid = m.roleid
                WHERE m.member = r.oid) AS member_of
         FROM pg_roles r WHERE rolname = current_user`,
    );
    expect(role).toEqual({
      rolsuper: false,
      rolcreatedb: true,
      rolcreaterole: true,
      rolreplication: false,
      rolbypassrls: false,
      rolinherit: true,
      member_of: ['rds_superuser'],
    });
  });

  it.each([
    ['read password hashes', 'SELECT * FROM pg_catalog.pg_authid'],
    ['make itself a superuser', 'ALTER ROLE acme_admin SUPERUSER'],
    ['change the owner of the service', 'ALTER ROLE rdsadmin PASSWORD NULL'],
    ['write files', "COPY (SELECT 1) TO '/tmp/backlot-never'"],
    ['run programs', "COPY (SELECT 1) TO PROGRAM 'true'"],
    ['read files', "SELECT pg_read_file('PG_VERSION')"],
    ['change the server', "ALTER SYSTEM SET work_mem = '64MB'"],
    ['create an extension that reads files', 'CREATE EXTENSION file_fdw'],
  ])('cannot %s', async (_what, sql) => {
    await expect(rds.query(db, sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('cannot touch the table of a role that it is no member of, and can once it is', async () => {
    const client = await rds.connect(db);
    await client.query('CREATE ROLE app_owner NOLOGIN');
    await client.query('GRANT app_owner TO acme_admin WITH INHERIT FALSE, SET TRUE');
    await client.query('GRANT CREATE ON SCHEMA public TO app_owner');
    await client.query('SET ROLE app_owner; CREATE TABLE theirs (n int); RESET ROLE');
    await client.query('REVOKE app_owner FROM acme_admin');
    await expect(client.query('SELECT * FROM theirs')).rejects.toMatchObject({ code: '42501' });
    await client.query('GRANT app_owner TO acme_admin');
    expect((await client.query('SELECT * FROM theirs')).rows).toEqual([]);
    await client.end();
  });

  it('can do what rds_superuser lets it do', async () => {
    const client = await rds.connect(db);
    await client.query('SET session_replication_role = replica');
    await client.query('RESET session_replication_role');
    await client.query('CREATE EXTENSION pg_stat_statements');
    await client.query('CREATE EXTENSION citext; CREATE EXTENSION postgres_fdw');
    await client.query('SELECT count(*) FROM pg_stat_statements');
    await client.query('CHECKPOINT');
    await client.query('CREATE DATABASE another');
    await client.query("CREATE ROLE reader LOGIN PASSWORD 'Some-Th1ng'");
    await client.query('GRANT rds_superuser TO reader');
    await client.end();
    expect(
      await rds.query({ ...db, database: 'another', user: 'reader', password: 'Some-Th1ng' }, 'SELECT 1 AS n'),
    ).toEqual([{ n: 1 }]);
  });

  it('owns the databases that are not the service’s', async () => {
    const rows = await rds.query(
      db,
      `SELECT datname::text AS name, pg_get_userbyid(datdba)::text AS owner FROM pg_database
        WHERE datname IN ('app', 'postgres', 'rdsadmin', 'template0', 'template1') ORDER BY datname`,
    );
    expect(rows).toEqual([
      { name: 'app', owner: 'acme_admin' },
      { name: 'postgres', owner: 'acme_admin' },
      { name: 'rdsadmin', owner: 'rdsadmin' },
      { name: 'template0', owner: 'rdsadmin' },
      { name: 'template1', owner: 'acme_admin' },
    ]);
  });

  it('has a server whose identity no other instance shares', async () => {
    await rds.createInstance(production, 'other');
    const identity = 'SELECT system_identifier::text AS id FROM pg_control_system()';
    const ids = [await rds.query(db, identity), await rds.query({ ...db, instance: 'other' }, identity)];
    expect(ids[0]).not.toEqual(ids[1]);
  });

  it('gets another password by a modification, after which the old one is refused', async () => {
    const next = 'An0ther-Secret';
    const modify = { DBInstanceIdentifier: 'db', MasterUserPassword: next };
    const answer = await rds.call(production, 'ModifyDBInstance', modify);
    expect(answer).toMatchObject({ DBInstance: { PendingModifiedValues: { MasterUserPassword: '****' } } });
    await rds.untilAvailable(production, 'db');
    expect(await refusalOf(rds.connect({ ...db, password: masterPassword }))).toBe('28P01');
    expect(await refusalOf(rds.connect({ ...db, password: next }))).toBe('connected');
  });
});
