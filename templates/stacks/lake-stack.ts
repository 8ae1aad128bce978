import { AthenaWorkgroup, GlueCatalogDatabase, S3BucketLifecycleConfiguration } from '../cdktf.js';
import { defineStack, type StackDefinition, type StackOwner } from '../define-stack.js';
import type { PolicyRule } from '../policies/policy-document.js';
import { addPrivateBucket } from './private-bucket.js';

/** What the lake of one region is to be. */
export interface LakePlan {
  readonly region: string;
  /** Days after which an object is deleted; kept when left out. */
  readonly retentionDays?: number | undefined;
}

/** Where the data pipelines of an environment read and write: a bucket, its catalogue and a workgroup: `qa1.lake.us-east-1`. */
export function lakeStack(owner: StackOwner, { region, retentionDays }: LakePlan): StackDefinition {
  return defineStack(owner, {
    scope: 'lake',
    place: region,
    region,
    exports: { bucket: 'string', catalogue: 'string', workgroup: 'string' },
    build: (stack) => {
      const bucket = addPrivateBucket(stack, 'lake', { name: bucketName(owner.environment, stack.accountId, region) });
      if (retentionDays !== undefined) {
        new S3BucketLifecycleConfiguration(stack, 'retention', {
          bucket: bucket.id,
          rule: [
            {
              id: 'retention',
              status: 'Enabled',
              filter: [{ prefix: '' }],
              expiration: [{ days: retentionDays }],
              noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
            },
          ],
        });
      }
      const catalogue = new GlueCatalogDatabase(stack, 'catalogue', { name: owner.environment });
      const workgroup = new AthenaWorkgroup(stack, 'queries', {
        name: owner.environment,
        forceDestroy: true,
        configuration: {
          enforceWorkgroupConfiguration: true,
          resultConfiguration: {
            outputLocation: `s3://${bucket.id}/athena/`,
            encryptionConfiguration: { encryptionOption: 'SSE_S3' },
          },
        },
      });
      return { bucket: bucket.id, catalogue: catalogue.name, workgroup: workgroup.name };
    },
  });
}

/** What BacklotDeploy needs for this stack. */
export function lakePermissions(accountId: string, environment: string): PolicyRule[] {
  const bucket = `arn:aws:s3:::${environment}-lake-${accountId}-*`;
  return [
    {
      sid: 'MakeLake',
      why: 'the lake’s bucket with its settings; it is emptied when the environment goes, and never read',
      actions: [
        ...['s3:CreateBucket', 's3:DeleteBucket', 's3:ListBucket', 's3:ListBucketVersions', 's3:GetBucket*'],
        ...['s3:PutBucket*', 's3:DeleteBucketPolicy', 's3:GetEncryptionConfiguration', 's3:PutEncryptionConfiguration'],
        ...['s3:GetLifecycleConfiguration', 's3:PutLifecycleConfiguration', 's3:GetAccelerateConfiguration'],
        's3:GetReplicationConfiguration',
      ],
      resources: [bucket],
    },
    {
      sid: 'EmptyLake',
      why: 'a bucket can be deleted only when it is empty',
      actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      resources: [`${bucket}/*`],
    },
    {
      sid: 'MakeCatalogue',
      why: 'the catalogue of what lies in the lake',
      actions: ['glue:*Database', 'glue:GetTags', 'glue:TagResource', 'glue:UntagResource'],
      resources: [`arn:aws:glue:*:${accountId}:catalog`, `arn:aws:glue:*:${accountId}:database/${environment}`],
    },
    {
      sid: 'MakeWorkgroup',
      why: 'the workgroup whose settings no query overrides',
      actions: ['athena:*WorkGroup', 'athena:ListTagsForResource', 'athena:TagResource', 'athena:UntagResource'],
      resources: [`arn:aws:athena:*:${accountId}:workgroup/${environment}`],
    },
  ];
}

/** What BacklotRead needs so that this stack can be planned. */
export function lakeReads(accountId: string, environment: string): PolicyRule[] {
  return [
    {
      sid: 'LookAtLake',
      why: 'a plan compares the settings of the lake’s bucket; S3 says that it is there only to who may list it',
      actions: [
        ...['s3:ListBucket', 's3:GetBucketAcl', 's3:GetBucketCORS', 's3:GetBucketLocation', 's3:GetBucketLogging'],
        ...['s3:GetBucketObjectLockConfiguration', 's3:GetBucketPolicy', 's3:GetBucketPublicAccessBlock'],
        ...['s3:GetBucketRequestPayment', 's3:GetBucketTagging', 's3:GetBucketVersioning', 's3:GetBucketWebsite'],
        ...['s3:GetEncryptionConfiguration', 's3:GetLifecycleConfiguration', 's3:GetAccelerateConfiguration'],
        's3:GetReplicationConfiguration',
      ],
      resources: [`arn:aws:s3:::${environment}-lake-${accountId}-*`],
    },
    {
      sid: 'LookAtCatalogue',
      why: 'a plan compares the catalogue’s database; its tables are not looked at',
      actions: ['glue:GetDatabase', 'glue:GetTags'],
      resources: [`arn:aws:glue:*:${accountId}:catalog`, `arn:aws:glue:*:${accountId}:database/${environment}`],
    },
    {
      sid: 'LookAtWorkgroup',
      why: 'a plan compares the workgroup’s settings; queries and their results are not read',
      actions: ['athena:GetWorkGroup', 'athena:ListTagsForResource'],
      resources: [`arn:aws:athena:*:${accountId}:workgroup/${environment}`],
    },
  ];
}

/** Names of buckets are one space for the whole world, hence the account's number. */
function bucketName(environment: string, accountId: string, region: string): string {
  return `${environment}-lake-${accountId}-${region}`;
}
