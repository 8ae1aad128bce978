import { join } from 'node:path';

/** The names of what a run finds in its directory. */
export const runFiles = {
  cliConfiguration: 'cli.tfrc',
  home: 'home',
  temporary: 'tmp',
} as const;

/**
 * The whole environment of Terraform but for its credentials, which the runner adds: nothing of the worker's own is in it,
 * since the provider would take keys, profiles and endpoints out of it.
 */
export function childEnvironment(
  directory: string,
  { path, endpoint }: { readonly path: string; readonly endpoint?: string | undefined },
): Record<string, string> {
  return {
    PATH: path,
    HOME: join(directory, runFiles.home),
    TMPDIR: join(directory, runFiles.temporary),
    TF_CLI_CONFIG_FILE: join(directory, runFiles.cliConfiguration),
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
    ...(endpoint === undefined ? {} : endpointVariables(endpoint)),
  };
}

/**
 * Some calls go to a name below the endpoint's, made of the account's number. Where the endpoint is an address there are no
 * such names; as a proxy it gets these calls all the same. What goes to loopback itself is never proxied.
 */
function endpointVariables(endpoint: string): Record<string, string> {
  return { AWS_ENDPOINT_URL: endpoint, ...(endpoint.startsWith('http:') ? { HTTP_PROXY: endpoint } : {}) };
}
