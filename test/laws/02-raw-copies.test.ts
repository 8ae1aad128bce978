/*
 * Law 2: raw data never leaves the clean room. To break it: copy, restore or decrypt a raw copy with the credentials of
 * an environment, even when somebody who may has shared it with that environment by mistake.
 *
 * The attack makes a raw copy as the pipeline does, under the pipeline's own roles, and has the clean room's
 * administrator share it. Then the environment's role and its administrator, and the publisher, try everything that gets
 * at a shared snapshot. The deliberate break: the same snapshot, under a key that lets the environment in, is copied.
 */
import { CreateGrantCommand, CreateKeyCommand, DescribeKeyCommand, GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import {
  CopyDBSnapshotCommand,
  DeleteDBSnapshotCommand,
  DescribeDBSnapshotsCommand,
  ModifyDBSnapshotAttributeCommand,
  RestoreDBInstanceFromDBSnapshotCommand,
} from '@aws-sdk/client-rds';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toAwsTags } from '../../activities/aws/resource-tags.js';
import { createSnapshotActivities } from '../../activities/databases/snapshots.js';
import type { Place } from '../../domain/messages/slices.js';
import { pipelineName, wellKnown } from '../../domain/names.js';
import { tagsOf, type ResourceKind, type Tags } from '../../domain/tags.js';
import type { AccountDescription } from '../../sandbox/runtime/description.js';
import { waitUntil } from '../../sandbox/runtime/wait-until.js';
import { sharedSandbox } from '../integration/support/sandbox.js';
import { signIn, type Administrator } from './support/administrator.js';
import { productAccess } from './support/product-access.js';
import { newOperationId } from './support/stage.js';
import { patienceMs } from './support/witnessed-run.js';

const region = 'us-east-1';
const sandbox = sharedSandbox();
const operation = newOperationId();
const raw = pipelineName('law2', operation, 'raw');
const made: [account: string, id: string][] = [];

let environment: AccountDescription;
/** A key of the environment’s own that its administrator may use: only the raw key stands in the way. */
let ownKey: string;
let rawArn: string;
let rawKey: string;
let automated: string;

beforeAll(async () => {
  environment = await sandbox.client.addEnvironment(`raw${operation}`);
  ownKey = await createKey(environment.name, `arn:aws:iam::${environment.id}:root`);
  const { accounts } = await sandbox.client.describe();
  const placeOf = (name: string, role: string): Place => ({
    account: accounts.find((account) => account.name === name)?.id ?? '',
    region,
    role,
  });
  const snapshots = createSnapshotActivities(await productAccess(sandbox));
  const source = { place: placeOf('production', 'BacklotSource'), id: pipelineName('law2', operation, 'copy') };
  const target = { place: placeOf('cleanroom', 'BacklotScrub'), id: raw };
  const { rds, kms } = await signIn(sandbox, 'cleanroom');
  automated = await automatedSnapshot();

  made.push(['production', source.id], ['cleanroom', raw]);
  const from = { arn: automated, region };
  await snapshots.copySnapshot({ source: from, to: source, key: wellKnown.shareKey, tags: tags('source-copy') });
  const { arn } = await finished(() => snapshots.awaitSnapshot(source));
  await snapshots.shareSnapshot({ ...source, account: target.place.account });
  await snapshots.copySnapshot({ source: { arn, region }, to: target, key: wellKnown.rawKey, tags: tags('raw-copy') });
  rawArn = (await finished(() => snapshots.awaitSnapshot(target))).arn;
  await shareByMistake({ rds }, raw);
  rawKey = (await kms.send(new DescribeKeyCommand({ KeyId: wellKnown.rawKey }))).KeyMetadata?.Arn ?? '';
}, patienceMs);

afterAll(async () => {
  for (const [account, DBSnapshotIdentifier] of made) {
    const { rds } = await signIn(sandbox, account);
    await rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier }));
  }
});

function tags(kind: ResourceKind): Tags {
  const destroyBy = new Date(Date.now() + 3_600_000).toISOString();
  return tagsOf({ kind, operation, database: 'law2', destroyBy });
}

async function createKey(account: string, principal: string): Promise<string> {
  const { kms } = await signIn(sandbox, account);
  const Statement = [{ Sid: 'Owner', Effect: 'Allow', Principal: { AWS: principal }, Action: 'kms:*', Resource: '*' }];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  return (await kms.send(new CreateKeyCommand({ Policy }))).KeyMetadata?.Arn ?? '';
}

async function automatedSnapshot(): Promise<string> {
  const { rds } = await signIn(sandbox, 'production');
  const like = { DBInstanceIdentifier: 'prod-messages', SnapshotType: 'automated' };
  const { DBSnapshots = [] } = await rds.send(new DescribeDBSnapshotsCommand(like));
  return DBSnapshots[0]?.DBSnapshotArn ?? '';
}

async function finished<T>(look: () => Promise<T>): Promise<T> {
  const found: T[] = [];
  await waitUntil(async () => found.push(await look()) > 0, { what: 'the copy to be done', timeoutMs: patienceMs });
  return found[0] as T;
}

async function shareByMistake({ rds }: Pick<Administrator, 'rds'>, DBSnapshotIdentifier: string): Promise<void> {
  const share = { DBSnapshotIdentifier, AttributeName: 'restore', ValuesToAdd: [environment.id] };
  await rds.send(new ModifyDBSnapshotAttributeCommand(share));
}

function copyToEnvironment({ rds }: Administrator, source: string, id: string, key: string): Promise<unknown> {
  return rds.send(
    new CopyDBSnapshotCommand({
      SourceDBSnapshotIdentifier: source,
      TargetDBSnapshotIdentifier: id,
      KmsKeyId: key,
      Tags: toAwsTags(tags('generation-copy')),
    }),
  );
}

describe('a raw copy that was shared by mistake', () => {
  test('is not copied by the environment’s role: it is no image', async () => {
    const role = await signIn(sandbox, environment.name, region, 'BacklotData');
    const copying = copyToEnvironment(role, rawArn, `backlot-law2-${operation}`, wellKnown.dataKey);
    await expect(copying).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('is not copied by the environment’s administrator: the key lets nobody in', async () => {
    const administrator = await signIn(sandbox, environment.name);
    await expect(copyToEnvironment(administrator, rawArn, `backlot-law2-${operation}`, ownKey)).rejects.toMatchObject({
      name: 'KMSKeyNotAccessibleFault',
      message: expect.stringContaining(rawKey) as string,
    });
  });

  test('is not restored by the environment’s administrator', async () => {
    const { rds } = await signIn(sandbox, environment.name);
    const restore = { DBInstanceIdentifier: `law2-${operation}`, DBSnapshotIdentifier: rawArn };
    await expect(rds.send(new RestoreDBInstanceFromDBSnapshotCommand(restore))).rejects.toMatchObject({
      $fault: 'client',
    });
  });

  test.each(['GenerateDataKey', 'CreateGrant'] as const)('gives the environment no %s with its key', async (use) => {
    const { kms } = await signIn(sandbox, environment.name);
    const grantee = `arn:aws:iam::${environment.id}:root`;
    const sending =
      use === 'GenerateDataKey'
        ? kms.send(new GenerateDataKeyCommand({ KeyId: rawKey, KeySpec: 'AES_256' }))
        : kms.send(new CreateGrantCommand({ KeyId: rawKey, GranteePrincipal: grantee, Operations: ['Decrypt'] }));
    await expect(sending).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('does not become an image by the publisher’s hand', async () => {
    const { rds } = await signIn(sandbox, 'cleanroom', region, 'BacklotPublish');
    const copy = new CopyDBSnapshotCommand({
      SourceDBSnapshotIdentifier: rawArn,
      TargetDBSnapshotIdentifier: pipelineName('law2', operation, 'image'),
      KmsKeyId: wellKnown.imageKey,
      Tags: toAwsTags(tags('image')),
    });
    await expect(rds.send(copy)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test(
    'is copied where a key lets the environment in, so the attack is one',
    async () => {
      const production = await signIn(sandbox, 'production');
      const openKey = await createKey('production', '*');
      const open = `open-${operation}`;
      const available = async (account: string, DBSnapshotIdentifier: string): Promise<boolean> => {
        const { rds } = await signIn(sandbox, account);
        const { DBSnapshots = [] } = await rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier }));
        return DBSnapshots[0]?.Status === 'available';
      };
      made.push(['production', open]);
      const { DBSnapshot } = await production.rds.send(
        new CopyDBSnapshotCommand({
          SourceDBSnapshotIdentifier: automated,
          TargetDBSnapshotIdentifier: open,
          KmsKeyId: openKey,
        }),
      );
      await waitUntil(() => available('production', open), { what: open, timeoutMs: patienceMs });
      await shareByMistake(production, open);
      const stolen = `stolen-${operation}`;
      await copyToEnvironment(await signIn(sandbox, environment.name), DBSnapshot?.DBSnapshotArn ?? '', stolen, ownKey);
      await waitUntil(() => available(environment.name, stolen), { what: stolen, timeoutMs: patienceMs });
    },
    patienceMs,
  );
});
