import type { AwsCall } from '../gateway/contract.js';
import type { Moto } from '../gateway/moto.js';
import type { ResourceSide } from '../iam/decide-access.js';
import { parsePolicy, type Policy } from '../iam/policy.js';

/** Whose buckets are, what their policies say, and under which keys their objects are. moto keeps all but the owners. */
export class Buckets {
  private readonly owners = new Map<string, string>();
  private readonly policies = new Map<string, Promise<Policy | undefined>>();

  constructor(private readonly moto: Moto) {}

  /** Remembers whose a bucket is; a bucket that nobody has made is taken to be the caller's own. */
  remember(bucket: string, accountId: string): void {
    this.owners.set(bucket, accountId);
  }

  /** The bucket's side of a decision about a call. */
  async sideOf(bucket: string, callerAccountId: string): Promise<ResourceSide> {
    const accountId = this.owners.get(bucket) ?? callerAccountId;
    const known = this.policies.get(bucket) ?? this.readPolicy(bucket, accountId);
    this.policies.set(bucket, known);
    known.catch(() => this.policies.delete(bucket));
    return { accountId, policy: await known, alwaysAsked: false };
  }

  /** The key that S3 decrypts an object with; `undefined` when it needs none of a customer's. */
  async keyOf(bucket: string, key: string, callerAccountId: string): Promise<string | undefined> {
    const path = `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
    const { headers } = await this.send('HEAD', path, this.owners.get(bucket) ?? callerAccountId);
    const name = headers['x-amz-server-side-encryption-aws-kms-key-id'];
    return typeof name === 'string' ? name : undefined;
  }

  /** Takes note of a call that was carried out. */
  noteDone({ action, caller, parameters }: AwsCall): void {
    const { Bucket: bucket } = parameters;
    if (typeof bucket !== 'string') return;
    if (action === 'CreateBucket') this.remember(bucket, caller.accountId);
    if (action === 'DeleteBucket') this.owners.delete(bucket);
    if (/^(Create|Delete|PutBucketPolicy|DeleteBucketPolicy)/.test(action)) this.policies.delete(bucket);
  }

  private async readPolicy(bucket: string, accountId: string): Promise<Policy | undefined> {
    const { status, body } = await this.send('GET', `/${bucket}?policy`, accountId);
    if (status === 404) return undefined;
    // What cannot be read allows nobody in.
    return (status === 200 ? parsePolicy(body.toString()) : undefined) ?? [];
  }

  private send(method: string, url: string, accountId: string) {
    const credential = 'sandbox/20260101/us-east-1/s3/aws4_request';
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
    return this.moto.send(accountId, { method, url, headers: { authorization }, body: '' });
  }
}
