import type { AccountSettings } from '../activities/accounts/settings.js';
import type { Settings } from '../config/settings.js';
import { stsEndpoint } from '../domain/approvals/proof.js';
import type { Organization } from '../domain/fleet/organization.js';
import { workerIdentities } from '../templates/policies/scope-of-fleet.js';

// Organizations and IAM are of no region; their calls are signed for this one.
const globalRegion = 'us-east-1';

/** Reads from a fleet what the making of accounts and the checking of approvals depend on. */
export function accountSettings(organization: Organization, settings: Pick<Settings, 'awsEndpoint'>): AccountSettings {
  const { management, builder, production, cleanroom, dns, state, accountPool } = organization;
  const { main, hook, cleanroom: scrubbing, terraform } = workerIdentities(organization);
  const own = [management, builder, production, cleanroom, dns].map(({ account }) => account);
  return {
    management: { account: management.account, region: globalRegion, role: management.role },
    protectedAccounts: [...new Set([...own, ...organization.protectedAccounts])],
    ...(accountPool === undefined
      ? {}
      : { pool: { organizationalUnit: accountPool.organizationalUnit, email: accountPool.email } }),
    terraformWorker: terraform,
    approvals: {
      place: { endpoint: settings.awsEndpoint ?? stsEndpoint(state.region), region: state.region },
      approvers: {
        approvers: organization.approvers,
        accounts: [management.account, builder.account],
        workers: [main, hook, scrubbing, terraform],
        requesterMayApprove: organization.selfApproval === 'allowed',
      },
    },
  };
}
