import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { SharedSandbox } from '../../integration/support/sandbox.js';
import { productAccess } from './product-access.js';

const Bucket = 'acme-backlot-state';

/** Reads everything that Backlot has stored in the state bucket, by key; only a worker may use the bucket's key. */
export async function readStateBucket(sandbox: SharedSandbox): Promise<Record<string, string>> {
  const s3 = (await productAccess(sandbox)).aws.state('us-east-1');
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
}
