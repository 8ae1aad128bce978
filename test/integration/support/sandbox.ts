import { inject } from 'vitest';
import type { SandboxDescription } from '../../../sandbox/runtime/description.js';
import { SandboxClient } from '../../../sandbox/runtime/sandbox-client.js';
import type {} from './global-setup.js';

/** The run's sandbox, as a test sees it. */
export interface SharedSandbox {
  readonly description: SandboxDescription;
  readonly client: SandboxClient;
}

/** Returns the sandbox that the global set-up has started. */
export function sharedSandbox(): SharedSandbox {
  const description = inject('sandbox');
  return { description, client: new SandboxClient(description.endpoint) };
}

let serial = 0;

/** A name for an environment that no other test of the run has. */
export function uniqueEnvironment(): string {
  serial += 1;
  return `t${process.pid.toString(36)}${serial}`;
}
