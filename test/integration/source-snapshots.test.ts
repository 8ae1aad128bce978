import {
  CreateDBInstanceCommand,
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  type DBInstance,
} from '@aws-sdk/client-rds';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tagKeys } from '../../domain/tags.js';
import { waitUntil } from '../../sandbox/runtime/wait-until.js';
import { signIn } from '../laws/support/administrator.js';
import { failureOf } from '../laws/support/failure-of.js';
import type { Document } from '../laws/support/fleet-directory.js';
import { takeInventory } from '../laws/support/inventory.js';
import { addressOf, probe } from '../laws/support/probe.js';
import { newOperationId, setStage, type Stage } from '../laws/support/stage.js';

const patienceMs = 300_000;
const production = '222222222222';
const singleZone = 'prod-single-zone';
const source = (members: Document) => (database: Document) => {
  database['source'] = { ...(database['source'] as Document), ...members };
};

let stage: Stage;
beforeAll(async () => {
  stage = await setStage('sources', {
    environments: {},
    prepare: async (fleet) => {
      await fleet.edit('organization.yaml', (organization) => {
        organization['production'] = { ...(organization['production'] as Document), temporaryInstances: 'allowed' };
      });
      await fleet.edit('databases/orders.yaml', source({ snapshot: 'fresh' }));
      await fleet.edit('databases/users.yaml', source({ snapshot: 'point-in-time' }));
      await fleet.addDatabase('messages', 'single', (database) => {
        source({ snapshot: 'fresh', instance: singleZone })(database);
        database['dnsName'] = 'single.db';
      });
    },
  });
}, patienceMs);
afterAll(() => stage.close());

/** What of an operation's is in production. */
async function leftInProduction(operation: string): Promise<string[]> {
  const items = await takeInventory(await signIn(stage.sandbox, 'production'));
  return items.filter(({ id }) => id.includes(operation)).map(({ type, id }) => `${type} ${id}`);
}

/** What the source role did for an operation, without looks, in order. */
async function doneInProduction(operation: string): Promise<string[]> {
  const calls = await stage.sandbox.client.calls({ account: production, role: 'BacklotSource', mutating: true });
  return calls
    .filter(({ parameters, result }) => result === 'ok' && JSON.stringify(parameters).includes(operation))
    .map(({ action }) => action);
}

async function findInstance(name: string): Promise<DBInstance | undefined> {
  const { rds } = await signIn(stage.sandbox, 'production');
  const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({}));
  return DBInstances.find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === name);
}

describe('snapshot: fresh', () => {
  test(
    'takes a snapshot of now, and leaves nothing in production',
    async () => {
      const operationId = newOperationId();
      const startedAt = new Date().toISOString();
      const handle = await stage.start('sanitizeDatabase', { database: 'orders', operationId });
      const { image } = await handle.result();
      expect(image.dataTime > startedAt).toBe(true);
      expect(await leftInProduction(operationId)).toEqual([]);
      expect((await doneInProduction(operationId)).toSorted()).toEqual(
        [
          ...['CreateDBSnapshot', 'CopyDBSnapshot', 'ModifyDBSnapshotAttribute', 'ModifyDBSnapshotAttribute'],
          ...['DeleteDBSnapshot', 'DeleteDBSnapshot'],
        ].toSorted(),
      );
    },
    patienceMs,
  );

  test(
    'of an instance in one zone is refused unless the file allows it, before anything is taken',
    async () => {
      const { rds } = await signIn(stage.sandbox, 'production');
      await rds.send(
        new CreateDBInstanceCommand({
          DBInstanceIdentifier: singleZone,
          DBInstanceClass: 'db.m6g.large',
          Engine: 'postgres',
          AllocatedStorage: 20,
          MasterUsername: 'chief',
          MasterUserPassword: 'only-for-this-test',
          BackupRetentionPeriod: 0,
        }),
      );
      const operationId = newOperationId();
      const failure = await failureOf(await stage.start('sanitizeDatabase', { database: 'single', operationId }));
      expect(failure).toContain(`GuardRefused: A fresh snapshot would suspend the I/O of ${singleZone}`);
      expect(await doneInProduction(operationId)).toEqual([]);
      const available = async () => (await findInstance(singleZone))?.DBInstanceStatus === 'available';
      await waitUntil(available, { what: singleZone, timeoutMs: patienceMs });
      await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: singleZone, SkipFinalSnapshot: true }));
    },
    patienceMs,
  );
});

describe('snapshot: point-in-time', () => {
  test(
    'restores the past where nobody reaches it, and leaves nothing in production when it is cancelled',
    async () => {
      const operationId = newOperationId();
      const instance = `backlot-users-${operationId}-pit`;
      const { client, description } = stage.sandbox;
      // While the snapshot of it is held back the temporary instance stands still, to be looked at.
      const { id } = await client.addFault({
        account: 'production',
        action: 'CreateDBSnapshot',
        resource: `*${operationId}*`,
        effect: { kind: 'hold', moment: 'before' },
      });
      try {
        const handle = await stage.start('sanitizeDatabase', { database: 'users', operationId });
        const held = async () => (await client.faults()).find((fault) => fault.id === id)?.met ?? 0;
        await waitUntil(async () => (await held()) > 0, { what: 'the snapshot of the past', timeoutMs: patienceMs });

        const past = await findInstance(instance);
        expect(past).toMatchObject({
          DBInstanceStatus: 'available',
          PubliclyAccessible: false,
          BackupRetentionPeriod: 0,
          CopyTagsToSnapshot: false,
          DeletionProtection: false,
        });
        expect(past?.DBParameterGroups?.[0]?.DBParameterGroupName).toMatch(/^backlot-quarantine-/);
        const tags = Object.fromEntries((past?.TagList ?? []).map(({ Key = '', Value }) => [Key, Value]));
        expect(tags).toMatchObject({ [tagKeys.kind]: 'source-instance', [tagKeys.operation]: operationId });
        expect(Date.parse(tags[tagKeys.destroyBy] ?? '')).toBeGreaterThan(Date.now());

        const address = await addressOf(description.dnsServer, past?.Endpoint?.Address ?? '');
        const { places } = await client.describe();
        expect(Object.keys(places).length).toBeGreaterThan(3);
        for (const [place, from] of Object.entries(places)) {
          expect([place, await probe(address ?? '', from)]).toEqual([place, 'refused']);
        }
        // The source itself stands open to its own applications: a probe can tell.
        const open = await findInstance('prod-users');
        const openAddress = await addressOf(description.dnsServer, open?.Endpoint?.Address ?? '');
        expect(await probe(openAddress ?? '', places['production-app'] ?? '')).toBe('answered');

        await client.removeFaults({ id });
        const copied = async () => (await doneInProduction(operationId)).includes('CopyDBSnapshot');
        await waitUntil(copied, { what: 'the copy of the past', timeoutMs: patienceMs });
        await handle.cancel();
        await expect(handle.result()).rejects.toThrow();
      } finally {
        await client.removeFaults({ id });
      }
      expect(await leftInProduction(operationId)).toEqual([]);
      const done = await doneInProduction(operationId);
      expect(done[0]).toBe('RestoreDBInstanceToPointInTime');
      expect(done).toContain('DeleteDBInstance');
      expect(done.filter((action) => /ModifyDBInstance|Reboot|Stop/.test(action))).toEqual([]);
    },
    patienceMs,
  );
});
