import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BaseIdentity } from '../activities/aws/sessions.js';
import { usualPatience, type TerraformSettings } from '../activities/terraform/settings.js';
import { roomForRuns } from '../activities/terraform/slots.js';
import { hookSearchPath } from '../config/ambient-aws.js';
import type { Settings } from '../config/settings.js';
import type { Organization } from '../domain/fleet/organization.js';

/** How a worker of this fleet runs Terraform: with its own identity, and nothing that lies around. */
export function terraformSettings(
  { state }: Organization,
  { terraform, awsEndpoint }: Settings,
  { credentials }: BaseIdentity,
): TerraformSettings {
  const { program, mirror, runs } = terraform;
  return {
    program,
    path: hookSearchPath(),
    ...(mirror === undefined ? {} : { mirror }),
    directory: join(tmpdir(), `backlot-${process.getuid?.() ?? 0}`),
    concurrent: runs ?? roomForRuns(),
    ...(awsEndpoint === undefined ? {} : { endpoint: awsEndpoint }),
    state,
    credentials: async () => (typeof credentials === 'function' ? await credentials() : credentials),
    patience: usualPatience,
  };
}
