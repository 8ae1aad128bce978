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
import type { Place } from '../../domain/messages/slices.js';
import { requirePulse } from '../edge/pulse.js';
import { awsErrorCode } from './error-names.js';
import { createServiceClients, type ClientOptions, type ServiceClients } from './service-clients.js';
import { createSessions, type BaseIdentity, type Reach } from './sessions.js';
import { aroundCalls, type AnyClient } from './any-client.js';
import { guardSource, type SourceGuard } from './source-guard.js';

/** How the worker reaches AWS. */
export interface AwsSettings {
  /** The worker's own identity in the builder account; it can do nothing but assume roles and use the state bucket. */
  readonly base: BaseIdentity;
  /** Set only for a sandbox fleet; AWS's own endpoints otherwise. */
  readonly endpoint?: string;
  /** What the source role may be used for. */
  readonly sourceGuard: SourceGuard;
}

/** Clients that name their account, region and role; there is no other way to a client. */
export interface AwsAccess extends ServiceClients {
  rds(place: Place): RDSClient;
  kms(place: Place): KMSClient;
  ec2(place: Place): EC2Client;
  secrets(place: Place): SecretsManagerClient;
  route53(place: Place): Route53Client;
  /** IAM of an account; of a new one through the role that made it, which alone may enter it. */
  iam(place: Reach): IAMClient;
  organizations(place: Place): OrganizationsClient;
  /** IAM Identity Center, which lets people into accounts. */
  identityCenter(place: Place): SSOAdminClient;
  /** The groups of its people. */
  identityStore(place: Place): IdentitystoreClient;
  /** The state bucket's client, with the base identity. */
  state(region: string): S3Client;
}

/**
 * Builds the only source of AWS clients in the product. Credentials come from role assumption for the place, are
 * renewed before they expire, and belong to the expected account or the call is not sent.
 */
export function createAwsAccess(settings: AwsSettings): AwsAccess {
  const sessions = createSessions(settings);
  const clients = new Map<string, unknown>();

  function client<T extends AnyClient>(kind: string, place: Reach, build: (options: ClientOptions) => T): T {
    const key = `${kind} ${place.account} ${place.region} ${place.role} ${place.through?.role ?? ''}`;
    const known = clients.get(key);
    if (known !== undefined) return known as T;
    const built = build({
      region: place.region,
      credentials: sessions.assume(place),
      ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    });
    if (place.account === settings.sourceGuard.productionAccount) guardSource(built, place, settings.sourceGuard);
    noticeExpiry(built, () => sessions.forget(place));
    guardPulse(built);
    clients.set(key, built);
    return built;
  }

  return {
    rds: (place) => client('rds', place, (options) => new RDSClient(options)),
    kms: (place) => client('kms', place, (options) => new KMSClient(options)),
    ec2: (place) => client('ec2', place, (options) => new EC2Client(options)),
    secrets: (place) => client('secrets', place, (options) => new SecretsManagerClient(options)),
    route53: (place) => client('route53', place, (options) => new Route53Client(options)),
    iam: (place) => client('iam', place, (options) => new IAMClient(options)),
    organizations: (place) => client('organizations', place, (options) => new OrganizationsClient(options)),
    identityCenter: (place) => client('identityCenter', place, (options) => new SSOAdminClient(options)),
    identityStore: (place) => client('identityStore', place, (options) => new IdentitystoreClient(options)),
    ...createServiceClients(client),
    state: (region) =>
      new S3Client({
        region,
        credentials: settings.base.credentials,
        forcePathStyle: settings.endpoint !== undefined,
        ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
      }),
  };
}

/** Sends nothing for an attempt that another worker may have taken over. */
function guardPulse(client: AnyClient): void {
  aroundCalls(client, { name: 'backlotPulse' }, async (send) => {
    requirePulse();
    return await send();
  });
}

/** Tells when AWS refuses a client's credentials as expired, so that the next attempt gets others. */
function noticeExpiry(client: AnyClient, expired: () => void): void {
  aroundCalls(client, { name: 'backlotNoticeExpiry' }, async (send) => {
    try {
      return await send();
    } catch (error) {
      if (awsErrorCode(error) === 'CredentialsExpired') expired();
      throw error;
    }
  });
}
