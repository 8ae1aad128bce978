import { single, type RawRequest } from './aws-request.js';
import type { DecodedAction } from './protocols/query.js';

const subresources = [
  'acl',
  'cors',
  'encryption',
  'lifecycle',
  'location',
  'logging',
  'notification',
  'object-lock',
  'ownershipControls',
  'policy',
  'publicAccessBlock',
  'replication',
  'retention',
  'legal-hold',
  'tagging',
  'uploads',
  'versioning',
  'versions',
  'website',
] as const;

/** Names the S3 action of a request, with what policies and the record need of it. S3 itself is answered by moto. */
export function describeS3(request: RawRequest): DecodedAction {
  if (request.path.startsWith(accountPath)) return describeAccount(request);
  const [bucket = '', ...rest] = decodeURIComponent(request.path).slice(1).split('/');
  const key = rest.join('/');
  const subresource = subresources.find((name) => request.query.has(name));
  return {
    action: nameOf(request, bucket, key, subresource),
    parameters: {
      ...(bucket === '' ? {} : { Bucket: bucket }),
      ...(key === '' ? {} : { Key: key }),
      ...headerMembers(request),
      ...(request.query.has('prefix') ? { Prefix: request.query.get('prefix') ?? '' } : {}),
    },
  };
}

/** S3 Control, which is about whole accounts, signs in the name of S3 and is known by its version. */
const accountPath = '/v20180820/';

function describeAccount(request: RawRequest): DecodedAction {
  const setting = request.path.slice(accountPath.length).replace('configuration/', '').split('/')[0] ?? '';
  return {
    action: `${verbs[request.method] ?? request.method}Account${pascal(setting)}`,
    parameters: { AccountId: single(request.headers['x-amz-account-id']) ?? '' },
  };
}

function nameOf(request: RawRequest, bucket: string, key: string, subresource: string | undefined): string {
  const verb = verbs[request.method] ?? request.method;
  if (bucket === '') return 'ListBuckets';
  if (request.query.has('uploadId')) return multipart[request.method] ?? 'Multipart';
  if (request.query.has('uploads')) return request.method === 'POST' ? 'CreateMultipartUpload' : 'ListMultipartUploads';
  if (request.query.has('delete')) return 'DeleteObjects';
  if (request.query.has('versions')) return 'ListObjectVersions';
  if (subresource !== undefined) return `${verb}${key === '' ? 'Bucket' : 'Object'}${pascal(subresource)}`;
  if (key === '') return bucketActions[request.method] ?? verb;
  if (request.headers['x-amz-copy-source'] !== undefined) return 'CopyObject';
  return `${verb}Object`;
}

const verbs: Readonly<Record<string, string>> = {
  GET: 'Get',
  PUT: 'Put',
  HEAD: 'Head',
  DELETE: 'Delete',
  POST: 'Post',
};

const multipart: Readonly<Record<string, string>> = {
  PUT: 'UploadPart',
  POST: 'CompleteMultipartUpload',
  DELETE: 'AbortMultipartUpload',
  GET: 'ListParts',
};

const bucketActions: Readonly<Record<string, string>> = {
  GET: 'ListObjects',
  PUT: 'CreateBucket',
  HEAD: 'HeadBucket',
  DELETE: 'DeleteBucket',
};

/** Members that travel as headers. */
const headers: Readonly<Record<string, string>> = {
  IfNoneMatch: 'if-none-match',
  IfMatch: 'if-match',
  ServerSideEncryption: 'x-amz-server-side-encryption',
  SSEKMSKeyId: 'x-amz-server-side-encryption-aws-kms-key-id',
};

function headerMembers(request: RawRequest): Record<string, string> {
  const given = Object.entries(headers).flatMap(([member, header]) => {
    const value = single(request.headers[header]);
    return value === undefined ? [] : [[member, value] as const];
  });
  const source = single(request.headers['x-amz-copy-source']);
  return {
    ...Object.fromEntries(given),
    ...(source === undefined ? {} : { CopySource: decodeURIComponent(source).replace(/^\//, '').replace(/\?.*$/, '') }),
  };
}

function pascal(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase());
}
