import { KMSClient } from '@aws-sdk/client-kms';
import { RDSClient } from '@aws-sdk/client-rds';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SharedSandbox } from '../../integration/support/sandbox.js';

/** What an account's administrator looks around with, in one region. */
export interface Administrator {
  readonly account: string;
  readonly region: string;
  readonly rds: RDSClient;
  readonly kms: KMSClient;
  readonly secrets: SecretsManagerClient;
  readonly route53: Route53Client;
  readonly s3: S3Client;
}

/** Signs in to an account, as its administrator or in another role of it. */
export async function signIn(
  { client, description }: SharedSandbox,
  account: string,
  region = 'us-east-1',
  role?: string,
): Promise<Administrator> {
  const { accessKeyId, secretAccessKey, sessionToken } = await client.credentials(account, role);
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  // Other tests of the same sandbox may let AWS throttle and fail meanwhile.
  const options = { region, endpoint: description.endpoint, credentials, maxAttempts: 10 };
  return {
    account,
    region,
    rds: new RDSClient(options),
    kms: new KMSClient(options),
    secrets: new SecretsManagerClient(options),
    route53: new Route53Client(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
  };
}
