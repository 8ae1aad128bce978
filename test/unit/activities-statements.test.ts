import type { DBSnapshot } from '@aws-sdk/client-rds';
import { describe, expect, test } from 'vitest';
import { imageOf } from '../../activities/databases/images.js';
import { toAwsTags } from '../../activities/aws/resource-tags.js';
import {
  differencesOfCopy,
  differencesOfImage,
  differencesOfSnapshot,
} from '../../activities/statements/compare-statement.js';
import { statementDigest, statementKey, type ImageStatement } from '../../activities/statements/image-statement.js';
import { tagsOf } from '../../domain/tags.js';

const now = Date.parse('2026-11-21T12:00:00Z');
const taken = new Date('2026-11-21T10:00:00.500Z');
const arnOf = (id: string, account = '333333333333') => `arn:aws:rds:us-east-1:${account}:snapshot:${id}`;

const statement: ImageStatement = {
  version: 1,
  database: 'users',
  operation: 'op-1',
  epoch: '2026-11-21',
  dataTime: '2026-11-21T03:00:00.000Z',
  snapshot: {
    arn: arnOf('backlot-users-op-1-scrubbed'),
    createdAt: taken.toISOString(),
    originallyCreatedAt: taken.toISOString(),
  },
  resourceId: 'db-VERIFIED',
  restoredResourceId: 'db-RESTORED',
  image: { arn: arnOf('backlot-users-op-1-image'), key: 'arn:aws:kms:us-east-1:333333333333:key/image' },
  engineVersion: '18.1',
  schemas: { users: 'a'.repeat(64) },
  rulesDigest: 'b'.repeat(64),
  report: { key: 'reports/q/verification.json', digest: 'c'.repeat(64) },
  closed: { lsn: '0/1', nextTransaction: '9', writes: { users: '7' } },
  expiresAt: '2026-11-28T00:00:00.000Z',
};

const verified: DBSnapshot = {
  DBSnapshotIdentifier: 'backlot-users-op-1-scrubbed',
  DBSnapshotArn: statement.snapshot.arn,
  Status: 'available',
  Encrypted: true,
  SnapshotCreateTime: taken,
  OriginalSnapshotCreateTime: taken,
  DbiResourceId: statement.resourceId,
  EngineVersion: '18.1',
};

const tags = {
  kind: 'image',
  operation: 'op-1',
  database: 'users',
  dataTime: statement.dataTime,
  rules: statement.rulesDigest,
  epoch: statement.epoch,
  report: statement.report.key,
  statement: statementDigest(statement),
} as const;

const snapshotOfImage: DBSnapshot = {
  ...verified,
  DBSnapshotIdentifier: 'backlot-users-op-1-image',
  DBSnapshotArn: statement.image.arn,
  SnapshotCreateTime: new Date('2026-11-21T10:05:00Z'),
  KmsKeyId: statement.image.key,
  TagList: toAwsTags(tagsOf(tags)),
};

const copy: DBSnapshot = {
  ...verified,
  DBSnapshotArn: arnOf('backlot-users-20261121-op-1', '555555555555'),
  SnapshotCreateTime: new Date('2026-11-21T10:10:00Z'),
  SourceDBSnapshotIdentifier: statement.image.arn,
};

const later = new Date('2026-11-21T11:00:00Z');
const expired = Date.parse('2026-11-28T00:00:00Z');

describe('a statement', () => {
  test('has one digest however its members are ordered, and another for every change', () => {
    const reordered = Object.fromEntries(Object.entries(statement).toReversed()) as ImageStatement;
    expect(statementDigest(reordered)).toBe(statementDigest(statement));
    expect(statementDigest({ ...statement, epoch: '2026-11-22' })).not.toBe(statementDigest(statement));
  });

  test('lies beside the report', () => {
    expect(statementKey('reports/q/verification.json')).toBe('reports/q/statement.json');
  });
});

describe('the snapshot of a verified instance', () => {
  const changes: [string, DBSnapshot | undefined, string][] = [
    ['that is gone', undefined, 'does not exist'],
    ['of another name', { ...verified, DBSnapshotArn: arnOf('other') }, 'its ARN'],
    ['that was made again', { ...verified, SnapshotCreateTime: later }, 'the time at which it was made'],
    ['that is a copy of an older one', { ...verified, OriginalSnapshotCreateTime: later }, 'first snapshot'],
    ['of another instance', { ...verified, DbiResourceId: 'db-OTHER' }, 'the instance'],
    ['of another engine version', { ...verified, EngineVersion: '17.1' }, 'engine version'],
    ['that is being made', { ...verified, Status: 'creating' }, 'its status'],
    ['without encryption', { ...verified, Encrypted: false }, 'not encrypted'],
  ];

  test('matches its statement', () => {
    expect(differencesOfSnapshot(statement, verified, now)).toEqual([]);
  });

  test.each(changes)('%s does not', (_, found, what) => {
    expect(differencesOfSnapshot(statement, found, now)).toEqual([expect.stringContaining(what)]);
  });

  test('does not match one that is over', () => {
    expect(differencesOfSnapshot(statement, verified, expired)).toEqual([expect.stringContaining('is over since')]);
  });
});

describe('an image', () => {
  const [chosen] = imageOf(snapshotOfImage);
  const compare = (snapshot: DBSnapshot, at = now): string[] => {
    const [image] = imageOf(snapshot);
    const found = image === undefined ? undefined : { snapshot, image };
    return chosen === undefined ? ['there is none'] : differencesOfImage(statement, chosen, found, at);
  };
  const retagged = (change: Partial<Record<keyof typeof tags, string>>): DBSnapshot => ({
    ...snapshotOfImage,
    TagList: toAwsTags(tagsOf({ ...tags, ...change })),
  });

  test('matches its statement', () => {
    expect(compare(snapshotOfImage)).toEqual([]);
  });

  test.each<[string, DBSnapshot, string]>([
    ['under another key', { ...snapshotOfImage, KmsKeyId: 'arn:aws:kms:us-east-1:333333333333:key/raw' }, 'its key'],
    ['of another name', { ...snapshotOfImage, DBSnapshotArn: arnOf('backlot-users-op-2-image') }, 'its ARN'],
    ['of another instance', { ...snapshotOfImage, DbiResourceId: 'db-RAW' }, 'the instance'],
    ['of another snapshot', { ...snapshotOfImage, OriginalSnapshotCreateTime: later }, 'first snapshot'],
    [
      'made again since it was chosen',
      { ...snapshotOfImage, SnapshotCreateTime: later },
      'the time at which it was made',
    ],
    ['that says it is of another database', retagged({ database: 'orders' }), 'its database'],
    ['that says its data is newer', retagged({ dataTime: later.toISOString() }), 'its data time'],
    ['that says it has other rules', retagged({ rules: 'd'.repeat(64) }), 'its rules'],
    ['that says it is of another epoch', retagged({ epoch: '2026-11-22' }), 'its epoch'],
    ['that names another report', retagged({ report: 'reports/r/verification.json' }), 'its report'],
    ['that names another statement', retagged({ statement: 'e'.repeat(64) }), 'its statement'],
    ['that is no image', retagged({ kind: 'raw-copy' }), 'no finished snapshot'],
    ['that is unfinished', { ...snapshotOfImage, Status: 'creating' }, 'no finished snapshot'],
  ])('%s does not', (_, snapshot, what) => {
    expect(compare(snapshot)).toEqual([expect.stringContaining(what)]);
  });

  test('does not match one that is over', () => {
    expect(compare(snapshotOfImage, expired)).toEqual([expect.stringContaining('is over since')]);
  });
});

describe('an environment’s copy', () => {
  test('matches the statement about its image', () => {
    expect(differencesOfCopy(statement, copy, now)).toEqual([]);
  });

  test.each<[string, DBSnapshot | undefined, string]>([
    ['that is gone', undefined, 'does not exist'],
    ['of something else', { ...copy, SourceDBSnapshotIdentifier: arnOf('backlot-users-op-1-raw') }, 'copied from'],
    ['of nothing', { ...copy, SourceDBSnapshotIdentifier: undefined }, 'copied from'],
    ['of another snapshot under the image’s name', { ...copy, OriginalSnapshotCreateTime: later }, 'first snapshot'],
    ['that failed', { ...copy, Status: 'failed' }, 'its status'],
  ])('%s does not', (_, found, what) => {
    expect(differencesOfCopy(statement, found, now)).toEqual([expect.stringContaining(what)]);
  });
});
