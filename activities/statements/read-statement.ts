import { BacklotError } from '../../domain/errors.js';
import type { SignedRef } from '../../domain/messages/scrub.js';
import type { Place } from '../../domain/messages/slices.js';
import type { AwsAccess } from '../aws/access.js';
import { jsonDigest } from '../state/canonical-json.js';
import type { ObjectStore } from '../state/object-store.js';
import { signedStatementSchema, statementDigest, statementKey, type ImageStatement } from './image-statement.js';
import { isGenuine } from './signatures.js';

/**
 * Reads a statement and checks that it is the one that was meant, that the verifier signed it, and that the report it
 * speaks of is still the same.
 *
 * @param publisher the clean room, where the signature is checked.
 * @throws {BacklotError} `StatementInvalid`, with `subject` in its words.
 */
export async function readStatement(
  { aws, objects }: { aws: AwsAccess; objects: ObjectStore },
  publisher: Place,
  { reportKey, statement: digest }: SignedRef,
  subject: string,
): Promise<ImageStatement> {
  const signed = signedStatementSchema.safeParse(await objects.getJson(statementKey(reportKey)));
  if (!signed.success) throw statementInvalid(subject, ['its signed statement is missing or unreadable']);
  const { statement, signature } = signed.data;
  if (statementDigest(statement) !== digest) throw statementInvalid(subject, ['its statement is another one']);
  if (!(await isGenuine(aws.kms(publisher), digest, signature))) {
    throw statementInvalid(subject, ['its statement was not signed by the verifier']);
  }
  if (statement.report.key !== reportKey || jsonDigest(await objects.getJson(reportKey)) !== statement.report.digest) {
    throw statementInvalid(subject, ['its verification report is missing or was changed']);
  }
  return statement;
}

/** Throws when something differs from a statement. */
export function requireNone(subject: string, differences: readonly string[]): void {
  if (differences.length > 0) throw statementInvalid(subject, differences);
}

function statementInvalid(subject: string, differences: readonly string[]): BacklotError {
  return new BacklotError(
    'StatementInvalid',
    `${subject} was refused: ${differences.join('; ')}. Only what the verifier has signed may leave the clean room, and ` +
      'a changed statement or snapshot can be an attack: find out who changed it, then sanitise the database again.',
    { differences },
  );
}
