import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CopyDBSnapshotCommand,
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
  RestoreDBInstanceFromDBSnapshotCommand,
} from '@aws-sdk/client-rds';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { beforeAll, describe, expect, test } from 'vitest';
import type { HeldCall } from '../../sandbox/gateway/faults/fault.js';
import { waitUntil } from '../../sandbox/runtime/wait-until.js';
import { faultStage, type FaultStage } from './support/fault-stage.js';

let stage: FaultStage;
let secrets: SecretsManagerClient;
let rds: RDSClient;
beforeAll(async () => {
  stage = await faultStage();
  secrets = new SecretsManagerClient({ ...stage.clientOptions, maxAttempts: 1 });
  rds = new RDSClient({ ...stage.clientOptions, maxAttempts: 1 });
});

const timeoutMs = 60_000;
let serial = 0;
const newName = () => `thing-${(serial += 1)}`;

const create = (Name: string) => secrets.send(new CreateSecretCommand({ Name, SecretString: 'text' }));

async function exists(name: string): Promise<boolean> {
  const { SecretList = [] } = await secrets.send(new ListSecretsCommand({}));
  return SecretList.some(({ Name }) => Name === name);
}

async function errorName(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => 'no error',
    (error: unknown) => (error instanceof Error ? ('code' in error ? String(error.code) : error.name) : String(error)),
  );
}

/** The sockets of this machine with a local port, at whatever address, by the number that the kernel gives them. */
async function socketsAt(port = 0): Promise<string[]> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = (await readFile('/proc/net/tcp', 'utf8')).split('\n').map((row) => row.trim().split(/\s+/));
  return rows.filter(([, local]) => local?.endsWith(suffix)).flatMap((row) => row[9] ?? []);
}

async function socketsOf(pid = 0): Promise<string[]> {
  const files = await readdir(`/proc/${pid}/fd`);
  const links = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')));
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

/** Waits until a fault holds something, and returns that. */
async function held(faultId: string): Promise<HeldCall> {
  let found: HeldCall | undefined;
  await waitUntil(
    async () => {
      const fault = (await stage.sandbox.client.faults()).find(({ id }) => id === faultId);
      found = fault?.holding[0];
      return found !== undefined;
    },
    { what: `fault ${faultId} to hold a call`, timeoutMs },
  );
  return found as HeldCall;
}

describe('a connection that is dropped', () => {
  test.each([
    ['before', false, 'DroppedConnection'],
    ['after', true, 'ok'],
  ] as const)('%s the effect', async (moment, happened, result) => {
    const name = newName();
    const effect = { kind: 'disconnect', moment } as const;
    await stage.under({ effect, action: 'CreateSecret' }, async ({ id }) => {
      expect(await errorName(create(name))).toBe('ECONNRESET');
      expect(await exists(name)).toBe(happened);
      expect(await stage.injected(id)).toEqual([
        expect.objectContaining({ result, status: 0, injected: [{ id, effect: `disconnect ${moment}` }] }),
      ]);
    });
  });

  test('is opened again by the client, which does it once more', async () => {
    const patient = new SecretsManagerClient({ ...stage.clientOptions, maxAttempts: 2 });
    const name = newName();
    const effect = { kind: 'disconnect', moment: 'after' } as const;
    await stage.under({ effect, action: 'CreateSecret', times: 1 }, async () => {
      // The second attempt carries the token of the first, by which the service knows it again.
      const again = await patient.send(new CreateSecretCommand({ Name: name, SecretString: 'text' }));
      expect(again.$metadata.attempts).toBe(2);
      expect(again.Name).toBe(name);
    });
  });
});

describe('a call that is held', () => {
  test.each([
    ['before', false],
    ['after', true],
  ] as const)('%s its effect goes on when it is released', async (moment, happened) => {
    const name = newName();
    await stage.under({ effect: { kind: 'hold', moment }, action: 'CreateSecret' }, async ({ id }) => {
      const answered = create(name);
      const call = await held(id);
      expect(call).toMatchObject({
        key: `${stage.environment.id}/us-east-1/secretsmanager:CreateSecret/${name}#1`,
        account: stage.environment.id,
        role: 'OrganizationAccountAccessRole',
        action: 'CreateSecret',
        resource: name,
        held: moment,
      });
      expect(await exists(name)).toBe(happened);
      expect(await stage.sandbox.client.releaseFault(id, { requestId: call.requestId })).toBe(1);
      expect((await answered).Name).toBe(name);
      expect(await exists(name)).toBe(true);
    });
  });

  test('tells the port of its caller, by which the process is found; it goes no further when that is gone', async () => {
    const name = newName();
    const { accessKeyId, secretAccessKey, sessionToken } = stage.clientOptions.credentials;
    const script = `
      const { SecretsManagerClient, CreateSecretCommand } = await import('@aws-sdk/client-secrets-manager');
      const client = new SecretsManagerClient(${JSON.stringify({ ...stage.clientOptions, credentials: { accessKeyId, secretAccessKey, sessionToken } })});
      await client.send(new CreateSecretCommand({ Name: '${name}', SecretString: 'text' }));
    `;
    await stage.under({ effect: { kind: 'hold', moment: 'before' }, action: 'CreateSecret' }, async ({ id }) => {
      const caller = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
      const ended = caller.catch(() => undefined);
      const { remotePort } = await held(id);
      const candidates = await socketsAt(remotePort);
      expect((await socketsOf(caller.child.pid)).filter((socket) => candidates.includes(socket))).toHaveLength(1);
      caller.child.kill('SIGKILL');
      await ended;
      await waitUntil(async () => (await stage.injected(id)).length > 0, { what: 'the call to be dropped', timeoutMs });
      expect(await stage.injected(id)).toEqual([expect.objectContaining({ result: 'DroppedConnection' })]);
      expect(await exists(name)).toBe(false);
    });
  });

  test('can be dropped, and goes on when its fault is removed', async () => {
    const [dropped, freed] = [newName(), newName()];
    const effect = { kind: 'hold', moment: 'before' } as const;
    const answered = await stage.under({ effect, action: 'CreateSecret' }, async ({ id }) => {
      const call = create(dropped);
      await held(id);
      await stage.sandbox.client.releaseFault(id, { drop: true });
      expect(await errorName(call)).toBe('ECONNRESET');
      const last = create(freed);
      await held(id);
      return { last };
    });
    expect((await answered.last).Name).toBe(freed);
    expect(await exists(dropped)).toBe(false);
  });
});

test('a session that ends before its time stays ended, and a new one works', async () => {
  const { name } = stage.environment;
  const reader = async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = await stage.sandbox.client.credentials(name, 'BacklotRead');
    return new RDSClient({ ...stage.clientOptions, credentials: { accessKeyId, secretAccessKey, sessionToken } });
  };
  const look = (client: RDSClient) => errorName(client.send(new DescribeDBInstancesCommand({})));
  await stage.under({ effect: { kind: 'expire' }, role: 'BacklotRead', after: 1, times: 1 }, async () => {
    const client = await reader();
    expect([await look(client), await look(client), await look(client)]).toEqual([
      'no error',
      'ExpiredToken',
      'ExpiredToken',
    ]);
    expect(await look(await reader())).toBe('no error');
  });
});

describe('what is consistent only eventually', () => {
  test('a new secret is not found for a while', async () => {
    const name = newName();
    const effect = { kind: 'eventual', ms: 2_000 } as const;
    await stage.under({ effect, service: 'secretsmanager', action: 'CreateSecret' }, async ({ id }) => {
      await create(name);
      const look = () => errorName(secrets.send(new DescribeSecretCommand({ SecretId: name })));
      expect(await look()).toBe('ResourceNotFoundException');
      expect(await errorName(create(name))).toBe('ResourceExistsException');
      await waitUntil(async () => (await look()) === 'no error', { what: 'the secret to be found', timeoutMs });
      expect((await stage.injected(id)).length).toBeGreaterThanOrEqual(2);
    });
  });

  test('a role whose policy has changed is refused until then, or until the fault is removed', async () => {
    const { name } = stage.environment;
    const { accessKeyId, secretAccessKey, sessionToken } = await stage.sandbox.client.credentials(name, 'BacklotRead');
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const reader = new RDSClient({ ...stage.clientOptions, credentials, maxAttempts: 1 });
    const look = () => errorName(reader.send(new DescribeDBInstancesCommand({})));
    const effect = { kind: 'eventual', ms: 3_600_000 } as const;
    await stage.under({ effect, service: 'iam', action: 'PutRolePolicy' }, async () => {
      expect(await look()).toBe('no error');
      await new IAMClient(stage.clientOptions).send(
        new PutRolePolicyCommand({
          RoleName: 'BacklotRead',
          PolicyName: 'more',
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'rds:DescribeEvents', Resource: '*' }],
          }),
        }),
      );
      expect(await look()).toBe('AccessDenied');
    });
    expect(await look()).toBe('no error');
  });
});

describe('work in the background', () => {
  const instance = async (DBInstanceIdentifier: string) => {
    const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
    return DBInstances?.[0]?.DBInstanceStatus;
  };
  const snapshot = async (DBSnapshotIdentifier: string) => {
    const { DBSnapshots } = await rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier }));
    return DBSnapshots?.[0]?.Status;
  };
  const until = (status: string, look: () => Promise<string | undefined>) =>
    waitUntil(async () => (await look()) === status, { what: status, timeoutMs });
  const restore = (DBInstanceIdentifier: string) =>
    rds.send(
      new RestoreDBInstanceFromDBSnapshotCommand({
        DBInstanceIdentifier,
        DBSnapshotIdentifier: 'whole',
        BackupRetentionPeriod: 0,
      }),
    );

  beforeAll(async () => {
    await rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: 'source',
        DBInstanceClass: 'db.m6g.large',
        Engine: 'postgres',
        AllocatedStorage: 20,
        MasterUsername: 'acme_admin',
        MasterUserPassword: 'Corr3ct-Horse',
        BackupRetentionPeriod: 0,
      }),
    );
    await until('available', () => instance('source'));
    const names = { DBInstanceIdentifier: 'source', DBSnapshotIdentifier: 'whole' };
    await rds.send(new CreateDBSnapshotCommand(names));
    await until('available', () => snapshot('whole'));
    await until('available', () => instance('source'));
  });

  test('a restore fails, and the instance can only be deleted', async () => {
    await stage.under({ effect: { kind: 'fail' }, action: 'RestoreDBInstanceFromDBSnapshot' }, async ({ id }) => {
      expect((await restore('broken')).DBInstance?.DBInstanceStatus).toBe('creating');
      await until('incompatible-restore', () => instance('broken'));
      expect(await stage.injected(id)).toEqual([expect.objectContaining({ result: 'ok', resource: 'broken' })]);
      await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'broken', SkipFinalSnapshot: true }));
      await waitUntil(async () => (await errorName(instance('broken'))) === 'DBInstanceNotFoundFault', {
        what: 'the deletion',
        timeoutMs,
      });
    });
  });

  test('a copy and a snapshot fail', async () => {
    await stage.under({ effect: { kind: 'fail' }, service: 'rds', resource: 'half-*' }, async () => {
      await rds.send(
        new CopyDBSnapshotCommand({ SourceDBSnapshotIdentifier: 'whole', TargetDBSnapshotIdentifier: 'half-copied' }),
      );
      const names = { DBInstanceIdentifier: 'source', DBSnapshotIdentifier: 'half-taken' };
      await rds.send(new CreateDBSnapshotCommand(names));
      await until('failed', () => snapshot('half-copied'));
      await until('failed', () => snapshot('half-taken'));
      expect(await instance('source')).toBe('available');
    });
  });

  test('a restore is stuck until it is released', async () => {
    await stage.under({ effect: { kind: 'stuck' }, action: 'RestoreDBInstanceFromDBSnapshot' }, async ({ id }) => {
      await restore('slow');
      expect(await held(id)).toMatchObject({ held: 'background', resource: 'slow' });
      expect(await instance('slow')).toBe('creating');
      await stage.sandbox.client.releaseFault(id);
      await until('available', () => instance('slow'));
    });
  });

  test('an instance that is stuck can be deleted', async () => {
    await stage.under({ effect: { kind: 'stuck' }, action: 'RestoreDBInstanceFromDBSnapshot' }, async ({ id }) => {
      await restore('given-up');
      await held(id);
      await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'given-up', SkipFinalSnapshot: true }));
      await waitUntil(async () => (await errorName(instance('given-up'))) === 'DBInstanceNotFoundFault', {
        what: 'the deletion',
        timeoutMs,
      });
    });
  });
});
