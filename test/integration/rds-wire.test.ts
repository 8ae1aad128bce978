import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import {
  DBSnapshotNotFoundFault,
  KMSKeyNotAccessibleFault,
  paginateDescribeDBParameters,
  RDSClient,
  CopyDBSnapshotCommand,
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotAttributesCommand,
  DescribeDBSnapshotsCommand,
  DescribeEventsCommand,
  DescribePendingMaintenanceActionsCommand,
  ListTagsForResourceCommand,
  ModifyDBSnapshotAttributeCommand,
  waitUntilDBInstanceAvailable,
  waitUntilDBSnapshotAvailable,
} from '@aws-sdk/client-rds';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readRequest } from '../../sandbox/gateway/aws-request.js';
import { AwsError } from '../../sandbox/gateway/contract.js';
import { encodeError } from '../../sandbox/gateway/protocols/encode-error.js';
import { encodeResult } from '../../sandbox/gateway/protocols/encode-result.js';
import { decodeQuery } from '../../sandbox/gateway/protocols/query.js';
import { cleanRoom, masterPassword, production, region, TestRds } from './support/rds-engine.js';

/** Serves one account's RDS over HTTP, with the gateway's own encoding. */
async function serve(rds: TestRds, accountId: string): Promise<Server> {
  const caller = { accountId, arn: `arn:aws:iam::${accountId}:root`, accessKeyId: 'test' };
  const server = createServer((request, response) => {
    void (async () => {
      const { action, parameters } = decodeQuery(await readRequest(request));
      const call = { requestId: 'r', service: 'rds', action, region, caller, parameters };
      const answer = await rds.engine.handle(call).then(
        (result) => encodeResult('query', rds.engine, call, result),
        (error: unknown) =>
          encodeError('query', error instanceof AwsError ? error : new AwsError('Bug', String(error), 500), 'r'),
      );
      response.writeHead(answer.status, answer.headers).end(answer.body);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function clientOf(server: Server): RDSClient {
  const { port } = server.address() as AddressInfo;
  return new RDSClient({
    endpoint: `http://127.0.0.1:${String(port)}`,
    region,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'unused' },
    maxAttempts: 3,
  });
}

describe('RDS as AWS’s own client sees it', () => {
  let rds: TestRds;
  let servers: Server[];
  let client: RDSClient;
  let other: RDSClient;
  const waiting = { maxWaitTime: 60, minDelay: 1, maxDelay: 1 };

  beforeAll(async () => {
    rds = await TestRds.start();
    servers = [await serve(rds, production), await serve(rds, cleanRoom)];
    [client, other] = servers.map(clientOf) as [RDSClient, RDSClient];
    await client.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: 'db',
        DBInstanceClass: 'db.m6g.large',
        Engine: 'postgres',
        AllocatedStorage: 20,
        MasterUsername: 'acme_admin',
        MasterUserPassword: masterPassword,
        BackupRetentionPeriod: 0,
        VpcSecurityGroupIds: ['sg-default'],
        CopyTagsToSnapshot: true,
        Tags: [
          { Key: 'team', Value: 'people' },
          { Key: 'empty', Value: '' },
        ],
      }),
    );
    await waitUntilDBInstanceAvailable({ client, ...waiting }, { DBInstanceIdentifier: 'db' });
    await client.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: 'db', DBSnapshotIdentifier: 'plain' }));
    await waitUntilDBSnapshotAvailable({ client, ...waiting }, { DBSnapshotIdentifier: 'plain' });
  });

  afterAll(async () => {
    client.destroy();
    other.destroy();
    await Promise.all(servers.map((server) => once(server.close(), 'close')));
    await rds.close();
  });

  it('has lists, dates, numbers and booleans where the model has them', async () => {
    const { DBInstances } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'db' }));
    expect(DBInstances).toHaveLength(1);
    expect(DBInstances?.[0]).toMatchObject({
      AllocatedStorage: 20,
      BackupRetentionPeriod: 0,
      StorageEncrypted: false,
      InstanceCreateTime: expect.any(Date) as Date,
      Endpoint: { Port: 5432 },
      VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-default', Status: 'active' }],
      DBParameterGroups: [{ DBParameterGroupName: 'default.postgres18', ParameterApplyStatus: 'in-sync' }],
      AssociatedRoles: [],
      PendingModifiedValues: {},
      TagList: [
        { Key: 'team', Value: 'people' },
        { Key: 'empty', Value: '' },
      ],
    });
    const { DBSnapshots } = await client.send(
      new DescribeDBSnapshotsCommand({ Filters: [{ Name: 'db-snapshot-id', Values: ['plain', 'else'] }] }),
    );
    expect(DBSnapshots).toMatchObject([
      { SnapshotCreateTime: expect.any(Date) as Date, PercentProgress: 100, Encrypted: false },
    ]);
  });

  it('gives typed errors', async () => {
    const missing = new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: 'missing' });
    await expect(client.send(missing)).rejects.toBeInstanceOf(DBSnapshotNotFoundFault);
    const keyed = new CopyDBSnapshotCommand({
      SourceDBSnapshotIdentifier: 'plain',
      TargetDBSnapshotIdentifier: 'keyed',
      KmsKeyId: 'alias/none',
    });
    await expect(client.send(keyed)).rejects.toBeInstanceOf(KMSKeyNotAccessibleFault);
  });

  it('answers an action that it does not have with an error that is not repeated', async () => {
    await expect(client.send(new DescribePendingMaintenanceActionsCommand({}))).rejects.toMatchObject({
      name: 'NotImplemented',
      $metadata: { httpStatusCode: 501, attempts: 1 },
    });
  });

  it('shares with one account and takes it back', async () => {
    const attribute = { DBSnapshotIdentifier: 'plain', AttributeName: 'restore' };
    await client.send(new ModifyDBSnapshotAttributeCommand({ ...attribute, ValuesToAdd: [cleanRoom] }));
    const shared = await other.send(new DescribeDBSnapshotsCommand({ SnapshotType: 'shared' }));
    expect(shared.DBSnapshots?.map(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier)).toEqual([
      `arn:aws:rds:${region}:${production}:snapshot:plain`,
    ]);
    await client.send(
      new ModifyDBSnapshotAttributeCommand({ ...attribute, ValuesToAdd: [], ValuesToRemove: [cleanRoom] }),
    );
    const { DBSnapshotAttributesResult } = await client.send(
      new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: 'plain' }),
    );
    expect(DBSnapshotAttributesResult?.DBSnapshotAttributes).toEqual([
      { AttributeName: 'restore', AttributeValues: [] },
    ]);
    expect((await other.send(new DescribeDBSnapshotsCommand({ SnapshotType: 'shared' }))).DBSnapshots).toEqual([]);
  });

  it('pages', async () => {
    const names: (string | undefined)[] = [];
    const pages = paginateDescribeDBParameters(
      { client, pageSize: 50 },
      { DBParameterGroupName: 'default.postgres18' },
    );
    for await (const { Parameters } of pages) names.push(...(Parameters ?? []).map((one) => one.ParameterName));
    expect(names.length).toBeGreaterThan(300);
    expect(new Set(names).size).toBe(names.length);
  });

  it('tells events and tags', async () => {
    const { Events } = await client.send(
      new DescribeEventsCommand({ SourceType: 'db-snapshot', StartTime: new Date(Date.now() - 600_000) }),
    );
    expect(Events).toMatchObject([
      { SourceIdentifier: 'plain', EventCategories: ['creation'], Date: expect.any(Date) as Date },
      { SourceIdentifier: 'plain', Message: 'Manual snapshot created' },
    ]);
    const { TagList } = await client.send(
      new ListTagsForResourceCommand({ ResourceName: `arn:aws:rds:${region}:${production}:snapshot:plain` }),
    );
    expect(TagList).toEqual([
      { Key: 'team', Value: 'people' },
      { Key: 'empty', Value: '' },
    ]);
  });
});
