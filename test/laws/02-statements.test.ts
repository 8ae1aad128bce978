/*
 * Law 2: what is shared is a verified copy, with a signed statement bound to that very snapshot. To break it: have an
 * image shared that the verifier has not signed for, by a forged, edited, outdated or borrowed statement, or by putting
 * something else under the name and the tags of a genuine image.
 *
 * The attacker has what a thief of the clean room may get: every object of the state bucket can be replaced, and the
 * roles that scrub and publish are theirs. The product's own activities are then asked to share. One deliberate break,
 * a KMS that believes every signature, shows that it is the signature which refuses.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import { SignCommand } from '@aws-sdk/client-kms';
import {
  CopyDBSnapshotCommand,
  DeleteDBSnapshotCommand,
  DescribeDBSnapshotAttributesCommand,
} from '@aws-sdk/client-rds';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AwsAccess } from '../../activities/aws/access.js';
import { toAwsTags } from '../../activities/aws/resource-tags.js';
import { describeSnapshot } from '../../activities/databases/describe-snapshot.js';
import { imageOf } from '../../activities/databases/images.js';
import { createSnapshotActivities } from '../../activities/databases/snapshots.js';
import {
  signedStatementSchema,
  statementDigest,
  statementKey,
  type ImageStatement,
  type SignedStatement,
} from '../../activities/statements/image-statement.js';
import { signDigest } from '../../activities/statements/signatures.js';
import { createVerifiedImageActivities } from '../../activities/statements/verified-images.js';
import type { ImageRef } from '../../domain/messages/sanitize.js';
import type { Place } from '../../domain/messages/slices.js';
import { pipelineName, wellKnown } from '../../domain/names.js';
import { tagsOf } from '../../domain/tags.js';
import { waitUntil } from '../../sandbox/runtime/wait-until.js';
import { sharedSandbox } from '../integration/support/sandbox.js';
import { signIn, type Administrator } from './support/administrator.js';
import { productAccess, type ProductAccess } from './support/product-access.js';
import { newOperationId } from './support/stage.js';
import { patienceMs, witnessedRun, type WitnessedRun } from './support/witnessed-run.js';

const region = 'us-east-1';
const sandbox = sharedSandbox();

let run: WitnessedRun;
let access: ProductAccess;
let thief: Administrator;
let publisher: Place;
beforeAll(async () => {
  run = await witnessedRun();
  access = await productAccess(sandbox);
  publisher = { account: await accountOf('cleanroom'), region, role: 'BacklotPublish' };
  thief = await signIn(sandbox, 'cleanroom', region, 'BacklotPublish');
}, patienceMs);

async function accountOf(name: string): Promise<string> {
  const { accounts } = await sandbox.client.describe();
  return accounts.find((account) => account.name === name)?.id ?? '';
}

/** The image that the witnessed run made of a database. */
async function imageOfRun(database: string): Promise<ImageRef> {
  const id = pipelineName(database, run.operations[0] ?? '', 'image');
  return requireImage(id);
}

async function requireImage(id: string): Promise<ImageRef> {
  const found = await describeSnapshot(access.aws, { place: publisher, id });
  const [image] = found === undefined ? [] : imageOf(found);
  if (image === undefined) throw new Error(`There is no image ${id}.`);
  return image;
}

async function signedOf(image: ImageRef): Promise<SignedStatement> {
  return signedStatementSchema.parse(await access.objects.getJson(statementKey(image.reportKey)));
}

/** Has the verifier itself sign: what it signs is genuine, whatever it says. */
async function signedByVerifier(statement: ImageStatement): Promise<SignedStatement> {
  const kms = access.aws.kms({ ...publisher, role: 'BacklotVerify' });
  return { statement, signature: await signDigest(kms, statementDigest(statement)) };
}

/** The product's sharing activities, in a world where the attacker has replaced some objects of the bucket. */
function sharing(replaced: Readonly<Record<string, unknown>> = {}, aws: AwsAccess = access.aws) {
  const objects = {
    ...access.objects,
    getJson: (key: string) =>
      Object.hasOwn(replaced, key) ? Promise.resolve(replaced[key]) : access.objects.getJson(key),
  };
  return createVerifiedImageActivities({ aws, objects }, createSnapshotActivities(access));
}

async function share(image: ImageRef, replaced?: Readonly<Record<string, unknown>>): Promise<void> {
  await sharing(replaced).shareImage({ image, publisher, account: run.environment.id });
}

async function sharedWith(image: ImageRef): Promise<string[]> {
  const answer = await thief.rds.send(
    new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: image.snapshotId }),
  );
  return (answer.DBSnapshotAttributesResult?.DBSnapshotAttributes ?? []).flatMap(
    ({ AttributeValues = [] }) => AttributeValues,
  );
}

/** A statement for which everything speaks but the signature: the image’s tag is taken to name it. */
function presented(image: ImageRef, signed: SignedStatement): [ImageRef, Record<string, unknown>] {
  return [{ ...image, statement: statementDigest(signed.statement) }, { [statementKey(image.reportKey)]: signed }];
}

/** A KMS that believes every signature. */
const believing = { send: () => Promise.resolve({ SignatureValid: true }) } as unknown as ReturnType<AwsAccess['kms']>;

const refused = (words: string) =>
  expect.objectContaining({ code: 'StatementInvalid', message: expect.stringContaining(words) as string }) as Error;

test('an image that is what was signed for passes', async () => {
  await sharing().checkImage({ image: await imageOfRun('users'), publisher });
});

describe('a statement', () => {
  test('that is missing does not let an image be shared', async () => {
    const image = await imageOfRun('users');
    await expect(share(image, { [statementKey(image.reportKey)]: undefined })).rejects.toEqual(refused('missing'));
    expect(await sharedWith(image)).toEqual([]);
  });

  test('that was edited does not, though its digest was edited as well', async () => {
    const image = await imageOfRun('users');
    const { statement, signature } = await signedOf(image);
    const edited = { statement: { ...statement, expiresAt: '2999-01-01T00:00:00.000Z' }, signature };
    await expect(share(...presented(image, edited))).rejects.toEqual(refused('not signed by the verifier'));
    expect(await sharedWith(image)).toEqual([]);
  });

  test('that somebody else signed does not', async () => {
    const image = await imageOfRun('users');
    const { statement } = await signedOf(image);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const message = Buffer.from(`backlot image statement 1 sha256:${statementDigest(statement)}`);
    const forged = { statement, signature: sign('sha256', message, privateKey).toString('base64') };
    await expect(share(...presented(image, forged))).rejects.toEqual(refused('not signed by the verifier'));
    expect(await sharedWith(image)).toEqual([]);
  });

  test('about another image does not, though it is genuine', async () => {
    const image = await imageOfRun('users');
    const other = await imageOfRun('orders');
    const borrowed = { ...image, reportKey: other.reportKey, statement: other.statement };
    await expect(share(borrowed)).rejects.toEqual(refused('its ARN is'));
    expect(await sharedWith(image)).toEqual([]);
  });

  test('that is over does not, though it is genuine', async () => {
    const image = await imageOfRun('users');
    const { statement } = await signedOf(image);
    const over = await signedByVerifier({ ...statement, expiresAt: '2026-01-01T00:00:00.000Z' });
    await expect(share(...presented(image, over))).rejects.toEqual(refused('is over since'));
    expect(await sharedWith(image)).toEqual([]);
  });

  test('whose report was changed does not', async () => {
    const image = await imageOfRun('users');
    const report = (await access.objects.getJson(image.reportKey)) as Record<string, unknown>;
    await expect(share(image, { [image.reportKey]: { ...report, findings: [] } })).rejects.toEqual(refused('report'));
    expect(await sharedWith(image)).toEqual([]);
  });

  test.each([
    ['cleanroom', 'BacklotScrub'],
    ['cleanroom', 'BacklotPublish'],
    ['production', 'BacklotSource'],
  ])('cannot be signed by %s’s %s', async (account, role) => {
    const { kms } = await signIn(sandbox, account, region, role);
    const KeyId = `arn:aws:kms:${region}:${publisher.account}:${wellKnown.statementKey}`;
    const signing = kms.send(
      new SignCommand({
        KeyId,
        Message: Buffer.from('anything'),
        MessageType: 'RAW',
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
    );
    await expect(signing).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('a snapshot that was made again under an image’s name', () => {
  const id = pipelineName('users', newOperationId(), 'image');
  const made: string[] = [];
  afterAll(async () => {
    for (const DBSnapshotIdentifier of made)
      await thief.rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier }));
  });

  /** Copies an image to the name of another, with the other's tags: all that names and tags can say is right. */
  async function plant(source: ImageRef, tags: Parameters<typeof tagsOf>[0]): Promise<ImageRef> {
    await thief.rds.send(
      new CopyDBSnapshotCommand({
        SourceDBSnapshotIdentifier: source.snapshotArn,
        TargetDBSnapshotIdentifier: id,
        KmsKeyId: wellKnown.imageKey,
        Tags: toAwsTags(tagsOf(tags)),
      }),
    );
    made.push(id);
    await waitUntil(
      async () => (await describeSnapshot(access.aws, { place: publisher, id }))?.Status === 'available',
      {
        what: `${id} to be available`,
        timeoutMs: patienceMs,
      },
    );
    return requireImage(id);
  }

  test(
    'is refused unless it has the origin that was signed for',
    async () => {
      const genuine = await imageOfRun('users');
      const { statement } = await signedOf(genuine);
      const arn = genuine.snapshotArn.replace(genuine.snapshotId, id);
      const signed = await signedByVerifier({ ...statement, image: { ...statement.image, arn } });
      const tags = {
        kind: 'image',
        operation: 'thief',
        database: 'users',
        dataTime: genuine.dataTime,
        rules: genuine.rulesDigest,
        epoch: genuine.epoch,
        report: genuine.reportKey,
        statement: statementDigest(signed.statement),
        destroyBy: statement.expiresAt,
      };
      const replaced = { [statementKey(genuine.reportKey)]: signed };

      // With the bytes that were verified it is what was signed for.
      const same = await plant(genuine, tags);
      await sharing(replaced).checkImage({ image: same, publisher });

      // The deliberate break: only because the signature is looked at, a signature of nothing is refused.
      const unsigned = { [statementKey(genuine.reportKey)]: { ...signed, signature: 'AAAA' } };
      await expect(share(same, unsigned)).rejects.toEqual(refused('not signed by the verifier'));
      await sharing(unsigned, { ...access.aws, kms: () => believing }).checkImage({ image: same, publisher });

      await thief.rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: made.pop() }));
      const other = await plant(await imageOfRun('orders'), tags);
      await expect(share(other, replaced)).rejects.toEqual(refused('the instance that it was taken of'));
      // Who had chosen the first is not given the second, even if it were allowed.
      await expect(share(same, replaced)).rejects.toEqual(refused('the time at which it was made'));
      expect(await sharedWith(other)).toEqual([]);
    },
    patienceMs,
  );
});
