import type { SandboxCredentials, SandboxDescription } from './description.js';

/** How often slow things are looked at: everything here takes a fraction of its time on AWS. */
const timings = { snapshot: '250ms', instance: '250ms', dns: '250ms', lease: '1s' };

/** The settings by which Backlot's worker and command line use a sandbox. */
export function productVariables(sandbox: SandboxDescription): Record<string, string> {
  return {
    BACKLOT_AWS_ENDPOINT: sandbox.endpoint,
    BACKLOT_BASE_CREDENTIALS_FILE: sandbox.baseCredentialsFile,
    BACKLOT_DATABASE_CA: sandbox.databaseCaFile,
    BACKLOT_DNS_SERVERS: sandbox.dnsServer,
    BACKLOT_SOURCE_ADDRESSES: JSON.stringify(sandbox.sourceAddresses),
    BACKLOT_TIMINGS: JSON.stringify(timings),
    TEMPORAL_ADDRESS: sandbox.temporalAddress,
    TEMPORAL_NAMESPACE: sandbox.temporalNamespace,
  };
}

/** The settings by which any other AWS client uses an account of the sandbox. */
export function awsVariables(
  sandbox: SandboxDescription,
  credentials: SandboxCredentials,
  region: string,
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
}
