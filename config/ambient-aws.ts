import { devNull } from 'node:os';

/**
 * Makes the AWS SDK blind to what lies around: credentials, profiles, regions and endpoints in the environment or in
 * files. Every client of Backlot names its account and gets its credentials by role assumption; anything else that
 * the SDK could pick up would be somebody else's.
 */
export function ignoreAmbientAws(environment: NodeJS.ProcessEnv = process.env): void {
  for (const name of Object.keys(environment)) {
    if (name.startsWith('AWS_')) delete environment[name];
  }
  environment['AWS_CONFIG_FILE'] = devNull;
  environment['AWS_SHARED_CREDENTIALS_FILE'] = devNull;
  environment['AWS_EC2_METADATA_DISABLED'] = 'true';
  environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] = 'true';
  // Says on every start that newer clients will need a newer Node; the lock file decides which clients there are.
  environment['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
}

/** Makes the AWS SDK blind to endpoints that lie around, where a person's own credentials are looked for. */
export function ignoreAmbientEndpoints(environment: NodeJS.ProcessEnv = process.env): void {
  environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] = 'true';
  environment['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
}

/** The search path that users' hooks get; nothing else of the worker's environment reaches them. */
export function hookSearchPath(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['PATH'] ?? '/usr/bin:/bin';
}
