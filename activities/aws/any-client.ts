import type { EC2Client } from '@aws-sdk/client-ec2';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { IdentitystoreClient } from '@aws-sdk/client-identitystore';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { Route53Client } from '@aws-sdk/client-route-53';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SSOAdminClient } from '@aws-sdk/client-sso-admin';
import type { ServiceClient } from './service-clients.js';

/** A client of a place. */
export type AnyClient =
  | RDSClient
  | KMSClient
  | EC2Client
  | SecretsManagerClient
  | Route53Client
  | IAMClient
  | OrganizationsClient
  | IdentitystoreClient
  | SSOAdminClient
  | ServiceClient;

/** A call before it is sent. */
export interface Call {
  /** As IAM and the recorder name it: `CopyDBSnapshot`. */
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Puts something around every call of a client, before anything of it is prepared; of high priority before all else. */
export function aroundCalls(
  client: AnyClient,
  options: { readonly name: string; readonly priority?: 'high' },
  around: <Answer>(send: () => Promise<Answer>, call: Call) => Promise<Answer>,
): void {
  // The stacks of all clients are the same but for the types of what goes through.
  (client as RDSClient).middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) =>
        around(() => next(args), {
          action: commandName.replace(/Command$/, ''),
          input: args.input as unknown as Call['input'],
        }),
    { step: 'initialize', ...options },
  );
}
