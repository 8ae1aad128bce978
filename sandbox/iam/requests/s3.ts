import type { AwsCall } from '../../gateway/contract.js';
import { textMember } from '../../gateway/text-member.js';
import type { AccessRequest } from '../authorizer.js';
import type { ResourceSide } from '../decide-access.js';
import type { ContextValues } from '../request-context.js';
import type { Needs } from './needs.js';

/** What has to be known of buckets and objects. */
export interface S3World {
  /** The bucket's policy, and whose it is. */
  sideOf(bucket: string, callerAccountId: string): Promise<ResourceSide>;
  /** The key that an object is encrypted under, as it was named; `undefined` for none of a customer's. */
  keyOf(bucket: string, key: string, callerAccountId: string): Promise<string | undefined>;
  /** The permission to use a key through S3. */
  keyRequest(call: AwsCall, key: string, action: 'Decrypt' | 'GenerateDataKey'): Promise<AccessRequest>;
}

/** Actions that IAM calls otherwise than the API does. */
const renamed: Readonly<Record<string, string>> = {
  CompleteMultipartUpload: 'PutObject',
  CreateMultipartUpload: 'PutObject',
  DeleteObjects: 'DeleteObject',
  HeadBucket: 'ListBucket',
  HeadObject: 'GetObject',
  ListBuckets: 'ListAllMyBuckets',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  ListObjectVersions: 'ListBucketVersions',
  ListObjects: 'ListBucket',
  ListParts: 'ListMultipartUploadParts',
  UploadPart: 'PutObject',
  CopyObject: 'PutObject',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  DeleteBucketEncryption: 'PutEncryptionConfiguration',
  GetBucketLifecycle: 'GetLifecycleConfiguration',
  PutBucketLifecycle: 'PutLifecycleConfiguration',
  DeleteBucketLifecycle: 'PutLifecycleConfiguration',
  GetBucketReplication: 'GetReplicationConfiguration',
  PutBucketReplication: 'PutReplicationConfiguration',
  DeleteBucketReplication: 'PutReplicationConfiguration',
  GetBucketCors: 'GetBucketCORS',
  PutBucketCors: 'PutBucketCORS',
  DeleteBucketCors: 'PutBucketCORS',
  DeleteAccountPublicAccessBlock: 'PutAccountPublicAccessBlock',
  DeleteBucketPublicAccessBlock: 'PutBucketPublicAccessBlock',
  GetBucketObjectLock: 'GetBucketObjectLockConfiguration',
  PutBucketObjectLock: 'PutBucketObjectLockConfiguration',
};

/** The permissions that calls of S3 need: by the bucket's policy, the caller's own, and that of the object's key. */
export function s3Needs(world: S3World): Needs {
  return async (call) => {
    const { Bucket, Key, CopySource } = call.parameters;
    const context = contextOf(call);
    const action = `s3:${renamed[call.action] ?? call.action}`;
    if (typeof Bucket !== 'string') return [{ action, resource: '*', context }];
    const request = async (name: string, path: string) => {
      const side = await world.sideOf(path.split('/')[0] ?? '', call.caller.accountId);
      return { action: name, resource: `arn:aws:s3:::${path}`, side, context };
    };
    const path = [Bucket, ...(typeof Key === 'string' ? [Key] : call.action === 'DeleteObjects' ? ['*'] : [])].join(
      '/',
    );
    const target = await request(action, path);
    const source = typeof CopySource === 'string' ? [await request('s3:GetObject', CopySource)] : [];
    return [target, ...source, ...(await keyRequests(world, call, action))];
  };
}

/** S3 encrypts and decrypts objects in the caller's name. */
async function keyRequests(world: S3World, call: AwsCall, action: string): Promise<readonly AccessRequest[]> {
  const { Bucket, Key, SSEKMSKeyId } = call.parameters;
  if (action === 's3:PutObject' && typeof SSEKMSKeyId === 'string') {
    return [await world.keyRequest(call, SSEKMSKeyId, 'GenerateDataKey')];
  }
  if (action !== 's3:GetObject' || typeof Bucket !== 'string' || typeof Key !== 'string') return [];
  const key = await world.keyOf(Bucket, Key, call.caller.accountId);
  return key === undefined ? [] : [await world.keyRequest(call, key, 'Decrypt')];
}

function contextOf({ parameters }: AwsCall): ContextValues {
  return {
    's3:prefix': textMember(parameters, 'Prefix'),
    's3:x-amz-server-side-encryption': textMember(parameters, 'ServerSideEncryption'),
    's3:x-amz-server-side-encryption-aws-kms-key-id': textMember(parameters, 'SSEKMSKeyId'),
  };
}
