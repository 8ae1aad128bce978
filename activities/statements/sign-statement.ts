import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { BacklotError } from '../../domain/errors.js';
import type { SignedRef, StatementInput } from '../../domain/messages/scrub.js';
import type { Place } from '../../domain/messages/slices.js';
import { wellKnown } from '../../domain/names.js';
import { describeSnapshot } from '../databases/describe-snapshot.js';
import type { ActivityDependencies } from '../dependencies.js';
import { imageReportSchema } from '../scrub/image-report.js';
import { readUnchanged } from '../state/unchanged-json.js';
import { statementDigest, statementKey, type ImageStatement, type SignedStatement } from './image-statement.js';
import { signDigest } from './signatures.js';

/** The activity by which the verifier vouches for a snapshot. It runs in the clean room, next to what was verified. */
export function createStatementActivities({ aws, objects }: Pick<ActivityDependencies, 'aws' | 'objects'>) {
  return {
    /**
     * Signs what was verified: which snapshot of which instance, by which rules and report, and which image it may
     * become. Running again says the same. It is the only use that is made of a BacklotVerify session.
     *
     * @throws `VerificationFailed` when the report did not pass; `CannotDecide` when it, or the snapshot, is another one.
     */
    async signStatement(input: StatementInput): Promise<SignedRef> {
      const { scope, verified } = input;
      const verifier: Place = { ...scope.database.cleanroom, role: 'BacklotVerify' };
      const statement = await compose(input, await imageKeyArn(verifier));
      const digest = statementDigest(statement);
      const signed: SignedStatement = { statement, signature: await signDigest(aws.kms(verifier), digest) };
      await objects.putJson(statementKey(verified.reportKey), signed);
      return { reportKey: verified.reportKey, statement: digest };
    },
  };

  async function compose(input: StatementInput, imageKey: string): Promise<ImageStatement> {
    const { scope, snapshot, resourceId, verified, closed } = input;
    const signed = { key: verified.reportKey, digest: verified.reportDigest };
    const stored = await readUnchanged(objects, signed, `The verification report of ${snapshot.id}`);
    const report = imageReportSchema.safeParse(stored);
    if (!report.success || report.data.resourceId !== resourceId) {
      throw cannotDecide(snapshot.id, 'its verification report is about another instance');
    }
    if (!report.data.passed) {
      throw new BacklotError(
        'VerificationFailed',
        `No statement was signed about ${snapshot.id}, because its verification did not pass. Correct the rules.`,
      );
    }
    const place = scope.database.cleanroom;
    const found = await describeSnapshot(aws, { place, id: snapshot.id });
    const createdAt = found?.SnapshotCreateTime?.toISOString();
    const originallyCreatedAt = found?.OriginalSnapshotCreateTime?.toISOString();
    if (
      found?.Status !== 'available' ||
      found.DBSnapshotArn !== snapshot.arn ||
      found.DbiResourceId !== resourceId ||
      createdAt !== snapshot.createdAt ||
      originallyCreatedAt === undefined
    ) {
      throw cannotDecide(snapshot.id, 'the snapshot of that name is not the one that was taken of the instance');
    }
    return {
      version: 1,
      database: scope.database.name,
      operation: scope.operationId,
      epoch: scope.epoch,
      dataTime: input.dataTime,
      snapshot: { arn: snapshot.arn, createdAt, originallyCreatedAt },
      resourceId,
      restoredResourceId: input.restoredResourceId,
      image: { arn: snapshot.arn.replace(/[^:]*$/, input.imageId), key: imageKey },
      engineVersion: snapshot.engineVersion,
      schemas: report.data.schemas,
      rulesDigest: verified.rulesDigest,
      report: { key: verified.reportKey, digest: verified.reportDigest },
      closed: { ...closed, writes: { ...closed.writes } },
      expiresAt: scope.destroyImageBy,
    };
  }

  async function imageKeyArn(verifier: Place): Promise<string> {
    const { KeyMetadata } = await aws.kms(verifier).send(new DescribeKeyCommand({ KeyId: wellKnown.imageKey }));
    if (KeyMetadata?.Arn !== undefined) return KeyMetadata.Arn;
    throw new BacklotError('CannotDecide', 'KMS described the image key without its ARN. Try again.');
  }
}

function cannotDecide(snapshot: string, why: string): BacklotError {
  return new BacklotError('CannotDecide', `No statement was signed about ${snapshot}: ${why}. Start again.`);
}
