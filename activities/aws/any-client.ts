import type { EC2Client } from '@aws-sdk/client-ec2';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { Route53Client } from '@aws-sdk/client-route-53';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** A client of a place. The stacks of all of them are the same but for the types of what goes through. */
export type AnyClient = RDSClient | KMSClient | EC2Client | SecretsManagerClient | Route53Client;
