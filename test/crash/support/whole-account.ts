import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { IdentitystoreClient } from '@aws-sdk/client-identitystore';
import { KMSClient } from '@aws-sdk/client-kms';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { RDSClient } from '@aws-sdk/client-rds';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSOAdminClient } from '@aws-sdk/client-sso-admin';
import type { AwsAccess } from '../../../activities/aws/access.js';
import { createServiceClients } from '../../../activities/aws/service-clients.js';
import { credentialProvider } from '../../../activities/aws/sessions.js';
import { findEverything } from '../../../activities/finders/registry.js';
import type { FoundAt } from '../../../domain/messages/listing.js';
import type { Place } from '../../../domain/messages/slices.js';
import { administratorRole } from '../../../sandbox/organization/roles.js';
import type { SharedSandbox } from '../../integration/support/sandbox.js';

/** Lists all that an account holds, of every type that has a finder, as somebody sees it to whom nothing is hidden. */
export async function wholeAccount(
  sandbox: SharedSandbox,
  account: string,
  regions: readonly string[],
  role: string = administratorRole,
): Promise<FoundAt[]> {
  const places = regions.map((region) => ({ account, region, role }));
  return await findEverything(await accessOf(sandbox, account, role), places);
}

/** Clients with sessions that the sandbox's owner hands out, where the product would have to assume roles. */
async function accessOf(
  { client, description: { endpoint } }: SharedSandbox,
  account: string,
  role: string,
): Promise<AwsAccess> {
  const { accessKeyId, secretAccessKey, sessionToken } = await client.credentials(account, role);
  const credentials = credentialProvider(() => Promise.resolve({ accessKeyId, secretAccessKey, sessionToken }));
  const optionsOf = ({ region }: Pick<Place, 'region'>) => ({ region, endpoint, credentials, maxAttempts: 10 });
  return {
    rds: (place) => new RDSClient(optionsOf(place)),
    kms: (place) => new KMSClient(optionsOf(place)),
    ec2: (place) => new EC2Client(optionsOf(place)),
    secrets: (place) => new SecretsManagerClient(optionsOf(place)),
    route53: (place) => new Route53Client(optionsOf(place)),
    iam: (place) => new IAMClient(optionsOf(place)),
    organizations: (place) => new OrganizationsClient(optionsOf(place)),
    identityCenter: (place) => new SSOAdminClient(optionsOf(place)),
    identityStore: (place) => new IdentitystoreClient(optionsOf(place)),
    state: (region) => new S3Client({ ...optionsOf({ region }), forcePathStyle: true }),
    ...createServiceClients((_, place, build) => build(optionsOf(place))),
  };
}
