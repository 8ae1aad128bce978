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
    ...(endpoint === undefined ? {} : { AWS_ENDPOINT_URL: endpoint }),
  };
}
