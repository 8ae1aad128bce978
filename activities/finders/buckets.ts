import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import type { Found } from '../../domain/messages/listing.js';
import { awsErrorCode, awsErrorName } from '../aws/error-names.js';
import { allPages } from '../aws/paginate.js';
import { fromAwsTags } from '../aws/resource-tags.js';
import { requirePulse } from '../edge/pulse.js';
import { setting, type Finders, type Reach } from './finder.js';

/** How buckets are found. What is set on one comes and goes with it, and is imported by its name. */
export const bucketFinders: Finders<
  | 'aws_s3_bucket'
  | 'aws_s3_bucket_lifecycle_configuration'
  | 'aws_s3_bucket_policy'
  | 'aws_s3_bucket_public_access_block'
  | 'aws_s3_bucket_server_side_encryption_configuration'
  | 'aws_s3_bucket_versioning'
  | 'aws_s3_account_public_access_block'
> = {
  aws_s3_bucket: {
    scope: 'region',
    async list(reach) {
      const buckets = await allPages(async (ContinuationToken) => {
        const BucketRegion = reach.place.region;
        const answer = await s3(reach).send(
          new ListBucketsCommand({ BucketRegion, ContinuationToken, MaxBuckets: 1000 }),
        );
        return { items: answer.Buckets ?? [], next: answer.ContinuationToken };
      });
      return Promise.all(buckets.map(({ Name = '' }) => describe(reach, Name)));
    },
    async remove(reach, { id }) {
      await empty(reach, id);
      await s3(reach).send(new DeleteBucketCommand({ Bucket: id }));
    },
    gone: ['NoSuchBucket'],
  },
  aws_s3_bucket_lifecycle_configuration: setting('region'),
  aws_s3_bucket_policy: setting('region'),
  aws_s3_bucket_public_access_block: setting('region'),
  aws_s3_bucket_server_side_encryption_configuration: setting('region'),
  aws_s3_bucket_versioning: setting('region'),
  aws_s3_account_public_access_block: setting('account'),
};

async function describe(reach: Reach, name: string): Promise<Found> {
  const found = { type: 'aws_s3_bucket', id: name, importId: name, name } as const;
  try {
    const { TagSet } = await s3(reach).send(new GetBucketTaggingCommand({ Bucket: name }));
    return { ...found, tags: fromAwsTags(TagSet) };
  } catch (error) {
    // A bucket may have a policy of its own that lets nobody look: then it is not ours.
    if (awsErrorName(error) === 'NoSuchTagSet' || awsErrorCode(error) === 'AccessDenied') return { ...found, tags: {} };
    throw error;
  }
}

/** Deletes every version of every object; what is left when the attempt ends is the next one's. */
async function empty(reach: Reach, Bucket: string): Promise<void> {
  for (;;) {
    requirePulse();
    const { Versions = [], DeleteMarkers = [] } = await s3(reach).send(new ListObjectVersionsCommand({ Bucket }));
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return;
    const { Errors = [] } = await s3(reach).send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    const [refused] = Errors;
    if (refused !== undefined) throw new Error(`${refused.Code ?? 'unknown'}: an object of ${Bucket} was not deleted`);
  }
}

function s3({ aws, place }: Reach) {
  return aws.s3(place);
}
