import type { BacklotStack } from '../backlot-stack.js';
import {
  S3Bucket,
  S3BucketPolicy,
  S3BucketPublicAccessBlock,
  S3BucketServerSideEncryptionConfigurationA,
  S3BucketVersioningA,
} from '../cdktf.js';

/** A bucket that nobody outside the account reads. */
export interface PrivateBucketSpec {
  readonly name: string;
  /** The key of its objects; the account's own key for S3 when left out. */
  readonly kmsKeyArn?: string;
  /** Set for a bucket that no plan may delete; another is deleted with all that it holds. */
  readonly kept?: boolean;
}

/** Adds an encrypted, versioned bucket without public access, which answers over TLS only. */
export function addPrivateBucket(stack: BacklotStack, id: string, spec: PrivateBucketSpec): S3Bucket {
  const { name, kmsKeyArn, kept = false } = spec;
  const bucket = new S3Bucket(stack, id, {
    bucket: name,
    ...(kept ? { lifecycle: { preventDestroy: true } } : { forceDestroy: true }),
  });
  new S3BucketServerSideEncryptionConfigurationA(stack, `${id}-encryption`, {
    bucket: bucket.id,
    rule: [
      {
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: 'aws:kms',
          ...(kmsKeyArn !== undefined && { kmsMasterKeyId: kmsKeyArn }),
        },
        bucketKeyEnabled: true,
      },
    ],
  });
  new S3BucketVersioningA(stack, `${id}-versions`, {
    bucket: bucket.id,
    versioningConfiguration: { status: 'Enabled' },
  });
  const access = new S3BucketPublicAccessBlock(stack, `${id}-access`, {
    bucket: bucket.id,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  new S3BucketPolicy(stack, `${id}-policy`, {
    bucket: bucket.id,
    policy: JSON.stringify(overTlsOnly(bucket.arn)),
    // AWS refuses two changes of one bucket's access at the same time.
    dependsOn: [access],
  });
  return bucket;
}

function overTlsOnly(arn: string): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OverTlsOnly',
        Effect: 'Deny',
        Principal: { AWS: ['*'] },
        Action: ['s3:*'],
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  };
}
