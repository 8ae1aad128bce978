import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireBlueprints } from '../../../config/require-fleet.js';
import type { FleetContent } from '../../../domain/fleet/fleet.js';
import { organizationAccounts } from '../../../templates/blueprints/organization.js';
import { stacksOf, type Blueprints } from '../../../templates/blueprints/stacks-of.js';
import type { StackDefinition } from '../../../templates/define-stack.js';
import { withFleet } from '../fleet-fixture.js';

/** Account files that use every built-in blueprint and most of what can be set. */
const accounts = {
  'accounts/etl.yaml': `account: etl
blueprint: data-engineering
regions:
  us-east-1: { cidr: 10.30.0.0/16, temporalService: com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0 }
  eu-central-1: { cidr: 10.31.0.0/24, availabilityZones: 2 }
zone: { name: etl.acme.example, visibility: public }
budget: { monthly: 10 USD, notify: [etl@acme.example] }
parameters: { egress: internet, retentionDays: 9 }
`,
  'accounts/lab.yaml': `account: lab
accountId: "666666666666"
blueprint: sandbox
regions: { us-east-1: { cidr: 10.32.0.0/16 } }
zone: { name: lab.acme.example }
`,
};

/** A fleet with its blueprints. */
export interface TemplateFleet {
  readonly fleet: FleetContent;
  readonly blueprints: Blueprints;
}

/** Reads the example's fleet with two environments more, as an organisation outside of a sandbox. */
export async function templateFleet(): Promise<TemplateFleet> {
  return withFleet({}, async (directory) => {
    await cp('examples/acme', directory, { recursive: true });
    for (const [file, text] of Object.entries(accounts)) await writeFile(join(directory, file), text);
    const { fleet, blueprints } = await requireBlueprints(directory);
    return { fleet: { ...fleet, organization: { ...fleet.organization, sandbox: false } }, blueprints };
  });
}

/** Every stack of the fleet: of its environments and of the organisation's own accounts. */
export function everyStack({ fleet, blueprints }: TemplateFleet): StackDefinition[] {
  return [...Object.keys(fleet.accounts), ...organizationAccounts].flatMap((name) => stacksOf(fleet, blueprints, name));
}
