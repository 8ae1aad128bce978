/*
 * Law 10, in the middle of work. To break it: keep a session that AWS says has ended, or let the SDK keep it; believe a
 * role session, or an account file, to be of the account that it should be of.
 *
 * The attacks: sessions that end before their time, again and again during operations; an STS that issues another
 * account's credentials; an account file with the number of another environment's account.
 */
import { readFile } from 'node:fs/promises';
import {
  DeleteDBSnapshotCommand,
  DescribeDBInstancesCommand,
  ModifyDBSnapshotAttributeCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createAwsAccess, type AwsAccess } from '../../activities/aws/access.js';
import { ignoreAmbientAws } from '../../config/ambient-aws.js';
import type { Place } from '../../domain/messages/slices.js';
import type { AccountDescription } from '../../sandbox/runtime/description.js';
import { signIn } from './support/administrator.js';
import { failureOf } from './support/failure-of.js';
import type { Document } from './support/fleet-directory.js';
import { startLyingSts, type LyingSts } from './support/lying-sts.js';
import { setStage, type Stage } from './support/stage.js';
import { quickAccount } from './support/the-job.js';

const patienceMs = 300_000;
const sweeps = 4;
const look = new DescribeDBInstancesCommand({});

let stage: Stage;
let short: AccountDescription;
let mistaken: AccountDescription;
let bystander: AccountDescription;
beforeAll(async () => {
  ignoreAmbientAws();
  stage = await setStage('sessions', {
    environments: { short: oneDatabase, mistaken: oneDatabase, bystander: oneDatabase },
    prepare: async (fleet, environments) => {
      const exchanged = [environments['mistaken'], environments['bystander']] as AccountDescription[];
      for (const [one, other] of [exchanged, exchanged.toReversed()] as [AccountDescription, AccountDescription][]) {
        await fleet.edit(`accounts/${one.name}.yaml`, (account) => (account['accountId'] = other.id));
      }
    },
  });
  ({ short, mistaken, bystander } = stage.environments as Record<string, AccountDescription> as never);
}, patienceMs);
afterAll(() => stage.close());

function oneDatabase(account: Document): void {
  quickAccount(account);
  (account['databases'] as Document)['include'] = ['orders'];
  account['hooks'] = {};
}

/** The product's own clients in this process, with the worker's identity, at one endpoint. */
async function clientsAt(endpoint: string): Promise<AwsAccess> {
  const file = await readFile(stage.sandbox.description.baseCredentialsFile, 'utf8');
  const { accountId: account, ...credentials } = JSON.parse(file) as {
    accountId: string;
    accessKeyId: string;
    secretAccessKey: string;
  };
  return createAwsAccess({
    base: { account, region: 'us-east-1', credentials },
    endpoint,
    sourceGuard: { productionAccount: '222222222222', cleanroomAccount: '333333333333', temporaryInstances: false },
  });
}

const placeIn = ({ id }: AccountDescription): Place => ({ account: id, region: 'us-east-1', role: 'BacklotData' });

describe('sessions that end before their time', () => {
  const faults: string[] = [];
  afterEach(async () => {
    for (const id of faults.splice(0)) await stage.sandbox.client.removeFaults({ id });
  });

  async function endSessions(fault: { after?: number; times: number }): Promise<() => Promise<number>> {
    const { client } = stage.sandbox;
    const { id } = await client.addFault({
      account: short.name,
      role: 'BacklotData',
      effect: { kind: 'expire' },
      ...fault,
    });
    faults.push(id);
    return async () => (await client.faults()).find((one) => one.id === id)?.met ?? 0;
  }

  test(
    'again and again do not stop an operation',
    async () => {
      for (let callsBefore = 0; callsBefore < sweeps; callsBefore += 1) {
        const met = await endSessions({ after: callsBefore, times: 1 });
        const { leftovers } = await (await stage.start('sweep', { account: short.name })).result();
        expect(leftovers).toEqual([]);
        expect(await met()).toBe(1);
      }
    },
    patienceMs,
  );

  test('are replaced at the next call of the client that has met the end', async () => {
    const rds = (await clientsAt(stage.sandbox.description.endpoint)).rds(placeIn(short));
    await rds.send(look);
    await endSessions({ times: 1 });
    await expect(rds.send(look)).rejects.toThrow(/expired/i);
    await rds.send(look);
  });

  test('the attack bites: a client that keeps the session it was given is refused from then on', async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = await stage.sandbox.client.credentials(
      short.name,
      'BacklotData',
    );
    const keeping = new RDSClient({
      region: 'us-east-1',
      endpoint: stage.sandbox.description.endpoint,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    });
    await keeping.send(look);
    await endSessions({ times: 1 });
    await expect(keeping.send(look)).rejects.toThrow(/expired/i);
    await expect(keeping.send(look)).rejects.toThrow(/expired/i);
  });
});

describe('an STS that issues credentials of another account', () => {
  let liar: LyingSts;
  beforeAll(async () => {
    liar = await startLyingSts(await stage.sandbox.client.credentials('dns', 'BacklotRead'));
  });
  afterAll(() => liar.close());

  test('is found out before anything is sent with them', async () => {
    const rds = (await clientsAt(liar.endpoint)).rds(placeIn(short));
    await expect(rds.send(look)).rejects.toMatchObject({ code: 'GuardRefused' });
    expect(liar.issued()).toBeGreaterThan(0);
    expect(liar.sentWithThem()).toBe(0);
  });

  test('the attack bites: a client that takes what it is given sends with them', async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = liar.credentials;
    const believing = new RDSClient({
      region: 'us-east-1',
      endpoint: liar.endpoint,
      maxAttempts: 1,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
    });
    await expect(believing.send(look)).rejects.toThrow();
    expect(liar.sentWithThem()).toBe(1);
  });
});

describe('an account file with the number of another account', () => {
  test(
    'stops the refresh before anything is shared with that account or changed in it',
    async () => {
      const { client } = stage.sandbox;
      const since = new Date().toISOString();
      const failure = await failureOf(await stage.start('refreshEnvironment', { account: mistaken.name }));
      expect(failure).toMatch(
        new RegExp(`NotFound: Account ${bystander.id} has 0 private zones named ${mistaken.name}`),
      );
      expect(await client.calls({ account: bystander.id, role: 'BacklotData', since })).not.toEqual([]);
      expect(await client.calls({ account: bystander.id, role: 'BacklotData', since, mutating: true })).toEqual([]);
      const shares = await client.calls({ action: 'ModifyDBSnapshotAttribute', since });
      expect(shares.filter(({ parameters }) => JSON.stringify(parameters).includes(bystander.id))).toEqual([]);
    },
    patienceMs,
  );

  test('the attack bites: the record tells of shares with an account, and of changes in it, also of refused ones', async () => {
    const { client } = stage.sandbox;
    const there = await signIn(stage.sandbox, bystander.name, 'us-east-1', 'BacklotData');
    await expect(there.rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: 'theirs' }))).rejects.toThrow();
    expect(await client.calls({ account: bystander.id, role: 'BacklotData', mutating: true })).not.toEqual([]);
    const cleanroom = await signIn(stage.sandbox, 'cleanroom', 'us-east-1', 'BacklotPublish');
    const share = { DBSnapshotIdentifier: 'theirs', AttributeName: 'restore', ValuesToAdd: [bystander.id] };
    await expect(cleanroom.rds.send(new ModifyDBSnapshotAttributeCommand(share))).rejects.toThrow();
    const shares = await client.calls({ action: 'ModifyDBSnapshotAttribute' });
    expect(shares.filter(({ parameters }) => JSON.stringify(parameters).includes(bystander.id))).not.toEqual([]);
  });
});
