/*
 * Law 1: the source role cannot hurt production. To break it: send one call under it that changes or deletes what is
 * production's own, copies under another key, or shares with anybody but the clean room; or build a client of the role
 * that the guard does not stand in front of.
 *
 * The attack: every command that AWS's client for RDS has, and the allowed ones with other names, keys and receivers.
 * Then the record of all that was sent in the witnessed run.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as rds from '@aws-sdk/client-rds';
import { beforeAll, describe, expect, test } from 'vitest';
import { guardSource, sourceCallAllowed, sourceRole } from '../../activities/aws/source-guard.js';
import { tagKeys } from '../../domain/tags.js';
import type { RecordedCall } from '../../sandbox/gateway/recorder.js';
import { sharedSandbox } from '../integration/support/sandbox.js';
import { signIn } from './support/administrator.js';
import { patienceMs, witnessedRun, type WitnessedRun } from './support/witnessed-run.js';

const cleanroom = '333333333333';
const stranger = '666666666666';
const guard = { productionAccount: '222222222222', cleanroomAccount: cleanroom, temporaryInstances: false };
const birthTags = [tagKeys.kind, tagKeys.operation, tagKeys.destroyBy].map((Key) => ({ Key, Value: 'x' }));

const allowed = {
  DescribeDBInstances: {},
  DescribeDBSnapshots: {},
  DescribeDBSnapshotAttributes: {},
  DescribeDBParameters: {},
  DescribeAccountAttributes: {},
  ListTagsForResource: {},
  CreateDBSnapshot: { DBSnapshotIdentifier: 'backlot-users-1-source', Tags: birthTags },
  CopyDBSnapshot: {
    TargetDBSnapshotIdentifier: 'backlot-users-1-copy',
    KmsKeyId: 'alias/backlot-share',
    Tags: birthTags,
  },
  ModifyDBSnapshotAttribute: {
    DBSnapshotIdentifier: 'backlot-users-1-copy',
    AttributeName: 'restore',
    ValuesToAdd: [cleanroom],
  },
  DeleteDBSnapshot: { DBSnapshotIdentifier: 'backlot-users-1-copy' },
} as const;
type Allowed = keyof typeof allowed;

describe('the guard in the client', () => {
  test('refuses every command of RDS that is not on the list', () => {
    const commands = Object.keys(rds)
      .filter((name) => name.endsWith('Command'))
      .map((name) => name.slice(0, -'Command'.length));
    const passing = commands.filter((name) => sourceCallAllowed(name, {}, guard) || name in allowed);
    expect(commands.length).toBeGreaterThan(150);
    expect(passing.sort()).toEqual(Object.keys(allowed).sort());
  });

  test.each(Object.entries(allowed))('allows %s as Backlot sends it', (action, input) => {
    expect(sourceCallAllowed(action, input, guard)).toBe(true);
  });

  test.each<[string, Allowed, object]>([
    ['a snapshot of a name that is not ours', 'CreateDBSnapshot', { DBSnapshotIdentifier: 'nightly' }],
    ['a snapshot without tags', 'CreateDBSnapshot', { Tags: [] }],
    ['a copy of a name that is not ours', 'CopyDBSnapshot', { TargetDBSnapshotIdentifier: 'rds:prod-users' }],
    ['a copy without a key', 'CopyDBSnapshot', { KmsKeyId: undefined }],
    ['a copy under the default key', 'CopyDBSnapshot', { KmsKeyId: 'alias/aws/rds' }],
    ["a copy with production's tags", 'CopyDBSnapshot', { CopyTags: true }],
    ['a copy without a date of destruction', 'CopyDBSnapshot', { Tags: birthTags.slice(0, 2) }],
    ['a share with a stranger', 'ModifyDBSnapshotAttribute', { ValuesToAdd: [stranger] }],
    ['a share with the clean room and a stranger', 'ModifyDBSnapshotAttribute', { ValuesToAdd: [cleanroom, stranger] }],
    ['a share with everybody', 'ModifyDBSnapshotAttribute', { ValuesToAdd: ['all'] }],
    ["a share of production's own", 'ModifyDBSnapshotAttribute', { DBSnapshotIdentifier: 'rds:prod-users' }],
    ["a deletion of production's own", 'DeleteDBSnapshot', { DBSnapshotIdentifier: 'rds:prod-users' }],
  ])('refuses %s', (_, action, change) => {
    expect(sourceCallAllowed(action, { ...allowed[action], ...change }, guard)).toBe(false);
  });

  describe('for a temporary instance', () => {
    const permitted = { ...guard, temporaryInstances: true };
    const restore = {
      TargetDBInstanceIdentifier: 'backlot-users-1-pit',
      DBParameterGroupName: 'backlot-quarantine-postgres18',
      PubliclyAccessible: false,
      Tags: birthTags,
    };

    test('allows it only where the fleet does', () => {
      expect(sourceCallAllowed('RestoreDBInstanceToPointInTime', restore, permitted)).toBe(true);
      expect(sourceCallAllowed('RestoreDBInstanceToPointInTime', restore, guard)).toBe(false);
    });

    test.each<[string, object]>([
      ['under a name that is not ours', { TargetDBInstanceIdentifier: 'users-past' }],
      ["under production's own parameters", { DBParameterGroupName: 'acme-postgres18' }],
      ['under the default parameters', { DBParameterGroupName: undefined }],
      ['open to the internet', { PubliclyAccessible: true }],
      ['without tags', { Tags: [] }],
    ])('refuses it %s', (_, change) => {
      expect(sourceCallAllowed('RestoreDBInstanceToPointInTime', { ...restore, ...change }, permitted)).toBe(false);
    });
  });

  test('stands before the network: what it refuses is never sent', async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests += 1;
      response.writeHead(500).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = new rds.RDSClient({
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
    guardSource(client, { account: '222222222222', region: 'us-east-1', role: sourceRole }, guard);
    const deletion = new rds.DeleteDBInstanceCommand({ DBInstanceIdentifier: 'prod-users', SkipFinalSnapshot: true });
    await expect(client.send(deletion)).rejects.toMatchObject({ code: 'GuardRefused' });
    expect(requests).toBe(0);
    await expect(client.send(new rds.DescribeDBInstancesCommand({}))).rejects.toThrow();
    expect(requests).toBe(1);
    server.close();
  });
});

describe('in the witnessed run', () => {
  const sandbox = sharedSandbox();
  let run: WitnessedRun;
  beforeAll(async () => {
    run = await witnessedRun();
  }, patienceMs);

  /** What was sent to production under the source role by sessions of a name: those of the product have one of their own. */
  async function callsOfSource(session: string, since: string): Promise<RecordedCall[]> {
    const calls = await sandbox.client.calls({ account: '222222222222', role: sourceRole, since });
    return calls.filter(({ callerArn }) => callerArn?.endsWith(`/${session}`));
  }

  /** Calls that the law forbids, by the record alone: the guard's own list is not asked. */
  function forbidden(calls: readonly RecordedCall[]): string[] {
    return calls
      .filter(({ service, action, parameters, resource }) => {
        if (service !== 'rds' || !(action in allowed)) return true;
        if (/^(Describe|List)/.test(action)) return false;
        if (!resource.startsWith('backlot-')) return true;
        if (action === 'CopyDBSnapshot') return parameters['KmsKeyId'] !== 'alias/backlot-share';
        const receivers = (parameters['ValuesToAdd'] ?? []) as readonly string[];
        return receivers.some((account) => account !== cleanroom);
      })
      .map(({ service, action, resource }) => `${service}:${action} ${resource}`);
  }

  test('nothing was sent under the role but what the list allows, and shares went to the clean room only', async () => {
    const calls = await callsOfSource('backlot-BacklotSource', run.startedAt);
    expect(forbidden(calls)).toEqual([]);
    const shares = calls.filter(({ action, parameters }) => {
      return action === 'ModifyDBSnapshotAttribute' && 'ValuesToAdd' in parameters;
    });
    expect(shares.length).toBeGreaterThanOrEqual(3);
  });

  test('the record bites: a forbidden call under the role is found in it', async () => {
    const since = new Date().toISOString();
    const thief = await signIn(sandbox, 'production', 'us-east-1', sourceRole);
    const deletion = new rds.DeleteDBInstanceCommand({ DBInstanceIdentifier: 'nobody', SkipFinalSnapshot: true });
    await expect(thief.rds.send(deletion)).rejects.toThrow();
    expect(forbidden(await callsOfSource('sandbox', since))).toContain('rds:DeleteDBInstance nobody');
  });
});
