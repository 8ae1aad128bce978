import { AthenaClient } from '@aws-sdk/client-athena';
import { BudgetsClient } from '@aws-sdk/client-budgets';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Place } from '../../domain/messages/slices.js';
import type { CredentialProvider } from './sessions.js';

/** Clients of services that only blueprints use: Backlot looks for what they made there, and takes it away again. */
export interface ServiceClients {
  athena(place: Place): AthenaClient;
  budgets(place: Place): BudgetsClient;
  ecs(place: Place): ECSClient;
  glue(place: Place): GlueClient;
  logs(place: Place): CloudWatchLogsClient;
  /** Buckets of the place's own account; the state bucket is in another. */
  s3(place: Place): S3Client;
  sqs(place: Place): SQSClient;
}

/** Any of them. */
export type ServiceClient = ReturnType<ServiceClients[keyof ServiceClients]>;

/** What every client is made with. */
export interface ClientOptions {
  readonly region: string;
  readonly credentials: CredentialProvider;
  readonly endpoint?: string;
}

/** Makes a client of a place, or gives the one that was made before. */
export type ClientMaker = <T extends ServiceClient>(
  kind: string,
  place: Place,
  build: (options: ClientOptions) => T,
) => T;

/** Builds the clients of these services, as all other clients are built. */
export function createServiceClients(client: ClientMaker): ServiceClients {
  return {
    athena: (place) => client('athena', place, (options) => new AthenaClient(options)),
    budgets: (place) => client('budgets', place, (options) => new BudgetsClient(options)),
    ecs: (place) => client('ecs', place, (options) => new ECSClient(options)),
    glue: (place) => client('glue', place, (options) => new GlueClient(options)),
    logs: (place) => client('logs', place, (options) => new CloudWatchLogsClient(options)),
    s3: (place) =>
      client('s3', place, (options) => new S3Client({ ...options, forcePathStyle: options.endpoint !== undefined })),
    sqs: (place) => client('sqs', place, (options) => new SQSClient(options)),
  };
}
