import { GetKeyPolicyCommand, ListAliasesCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { SharedSandbox } from '../../integration/support/sandbox.js';
import { signIn, type Administrator } from './administrator.js';

const Bucket = 'acme-backlot-state';
const keyAlias = 'alias/backlot-state';

/** Reads everything that Backlot has stored in the state bucket, by key. */
export async function readStateBucket(sandbox: SharedSandbox): Promise<Record<string, string>> {
  return await withStateKey(await signIn(sandbox, 'builder'), async (s3) => {
    const texts: Record<string, string> = {};
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket, ...(ContinuationToken === undefined ? {} : { ContinuationToken }) }),
      );
      for (const { Key = '' } of page.Contents ?? []) {
        const object = await s3.send(new GetObjectCommand({ Bucket, Key }));
        texts[Key] = (await object.Body?.transformToString()) ?? '';
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return texts;
  });
}

/** No worker may read all of it, and an administrator only after changing the policy of the key: so that is done here. */
async function withStateKey<T>({ kms, s3 }: Administrator, work: (s3: S3Client) => Promise<T>): Promise<T> {
  const { Aliases = [] } = await kms.send(new ListAliasesCommand({}));
  const KeyId = Aliases.find(({ AliasName }) => AliasName === keyAlias)?.TargetKeyId;
  const { Policy = '' } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }));
  const policy = JSON.parse(Policy) as { Statement: Record<string, unknown>[] };
  const everybodyHere = { Sid: 'ReadAll', Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' };
  const open = { ...policy, Statement: [...policy.Statement, everybodyHere] };
  await kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy: JSON.stringify(open) }));
  try {
    return await work(s3);
  } finally {
    await kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy }));
  }
}
