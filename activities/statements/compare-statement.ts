import type { DBSnapshot } from '@aws-sdk/client-rds';
import type { ImageRef } from '../../domain/messages/sanitize.js';
import type { ImageStatement } from './image-statement.js';

/*
 * What a statement is compared with is what RDS says of a snapshot and nobody can choose: its account and name, when it
 * was first taken (which a copy keeps), of which instance, under which key. Names alone can be taken again, tags copied.
 */

/** Says how the snapshot of a verified instance differs from its statement; nothing when it does not. */
export function differencesOfSnapshot(statement: ImageStatement, found: DBSnapshot | undefined, now: number): string[] {
  if (found === undefined) return ['the snapshot does not exist'];
  const { snapshot } = statement;
  return [
    ...common(statement, found, now),
    ...differs('its ARN', found.DBSnapshotArn, snapshot.arn),
    ...differs('the time at which it was made', found.SnapshotCreateTime?.toISOString(), snapshot.createdAt),
    ...differs('the instance that it was taken of', found.DbiResourceId, statement.resourceId),
  ];
}

/** Says how an image differs from its statement, and from what it was chosen for. */
export function differencesOfImage(
  statement: ImageStatement,
  image: ImageRef,
  found: { readonly snapshot: DBSnapshot; readonly image: ImageRef } | undefined,
  now: number,
): string[] {
  if (found === undefined) return ['it has no finished snapshot that is tagged as an image'];
  const { snapshot, image: actual } = found;
  return [
    ...common(statement, snapshot, now),
    ...differs('its ARN', snapshot.DBSnapshotArn, statement.image.arn),
    ...differs('its key', snapshot.KmsKeyId, statement.image.key),
    ...differs('the instance that it was taken of', snapshot.DbiResourceId, statement.resourceId),
    ...differs('the time at which it was made', actual.createdAt, image.createdAt),
    ...differs('its database', actual.database, statement.database),
    ...differs('its data time', actual.dataTime, statement.dataTime),
    ...differs('its rules', actual.rulesDigest, statement.rulesDigest),
    ...differs('its epoch', actual.epoch, statement.epoch),
    ...differs('its report', actual.reportKey, statement.report.key),
    ...differs('its statement', actual.statement, image.statement),
  ];
}

/** Says how an environment's copy differs from the statement about the image that it must be a copy of. */
export function differencesOfCopy(statement: ImageStatement, found: DBSnapshot | undefined, now: number): string[] {
  if (found === undefined) return ['the copy does not exist'];
  return [
    ...common(statement, found, now),
    ...differs('what it was copied from', found.SourceDBSnapshotIdentifier, statement.image.arn),
  ];
}

function common(statement: ImageStatement, found: DBSnapshot, now: number): string[] {
  return [
    ...differs('its status', found.Status, 'available'),
    ...differs(
      'the time of its first snapshot',
      found.OriginalSnapshotCreateTime?.toISOString(),
      statement.snapshot.originallyCreatedAt,
    ),
    ...differs('its engine version', found.EngineVersion, statement.engineVersion),
    ...(found.Encrypted === true ? [] : ['it is not encrypted']),
    ...(Date.parse(statement.expiresAt) > now ? [] : [`its statement is over since ${statement.expiresAt}`]),
  ];
}

function differs(what: string, actual: string | undefined, stated: string): string[] {
  return actual === stated ? [] : [`${what} is ${actual ?? 'unknown'} and not ${stated}`];
}
