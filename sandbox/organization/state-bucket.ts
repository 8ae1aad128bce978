import type { Moto } from '../gateway/moto.js';
import type { Account } from './accounts.js';

/** The bucket in the builder account that keeps Backlot's fleet snapshots, reports and Terraform state. */
export const stateBucket = 'acme-backlot-state';

/** Makes the state bucket, with versions kept. */
export async function seedStateBucket(moto: Moto, builder: Account): Promise<void> {
  const credential = 'sandbox/20260101/us-east-1/s3/aws4_request';
  const headers = { authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0` };
  await moto.send(builder.id, { method: 'PUT', url: `/${stateBucket}`, headers, body: '' });
  await moto.send(builder.id, {
    method: 'PUT',
    url: `/${stateBucket}?versioning`,
    headers,
    body: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
  });
}
