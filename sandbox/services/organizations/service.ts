import type { AwsCall, Parameters, Service } from '../../gateway/contract.js';
import { notImplemented } from '../../gateway/moto.js';
import { accountActions } from './account-actions.js';
import { faults } from './faults.js';
import type { Organization } from './organization.js';
import { policyActions } from './policy-actions.js';
import { tagActions } from './tag-actions.js';
import { unitActions } from './unit-actions.js';

const actions = { ...accountActions, ...unitActions, ...policyActions, ...tagActions };

/** Organizations: only the management account may use it; members may ask which organisation they are in. */
export class OrganizationsService implements Service {
  readonly name = 'organizations';

  constructor(private readonly organization: Organization) {}

  // eslint-disable-next-line @typescript-eslint/require-await -- a refusal must reject, not throw
  async handle({ action, caller, parameters }: AwsCall): Promise<Parameters> {
    if (action === 'DescribeOrganization') return { Organization: this.organization.describe() };
    const act = actions[action];
    if (act === undefined) throw notImplemented('organizations', action);
    if (caller.accountId !== this.organization.members.management.id) throw faults.accessDenied();
    return act(this.organization, parameters);
  }
}
