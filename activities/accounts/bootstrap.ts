import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  UpdateAssumeRolePolicyCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import type { Place } from '../../domain/messages/slices.js';
import { tagsOf } from '../../domain/tags.js';
import { toDocument } from '../../templates/policies/policy-document.js';
import { trustRules } from '../../templates/policies/trust-rules.js';
import { isNotFound, awsErrorCode } from '../aws/error-names.js';
import { allPages } from '../aws/paginate.js';
import type { ActivityDependencies } from '../dependencies.js';
import { NotReadyError } from '../edge/not-ready.js';
import { bootstrapRole } from './create-account.js';
import { createDirectory } from './directory.js';
import { requireAccountOf, requireUnprotected } from './protect.js';

// IAM of a new account is not there at once; nobody has seen it take longer.
const birthMs = 15 * 60_000;
const deployRole = 'BacklotDeploy';

/** An account that is being bootstrapped. */
export interface BootstrapInput {
  readonly environment: string;
  readonly accountId: string;
}

/** Activities that open a new account for Terraform; on the main queue, as the role that made it. */
export function createBootstrapActivities({ aws, accounts, timings }: ActivityDependencies) {
  const { management, terraformWorker } = accounts;
  const directory = createDirectory(aws, accounts);

  return {
    /**
     * Lets the workers that run Terraform become BacklotBootstrap. An account's first role trusts the management account
     * alone, and those workers have no right there.
     *
     * @throws `NotReady` while IAM of a new account is not there yet; `NotOurs` when the account is somebody else's.
     */
    async openBootstrap({ environment, accountId }: BootstrapInput): Promise<void> {
      requireUnprotected(accountId, accounts);
      requireAccountOf(environment, accountId, await directory.tagsOf(accountId));
      const trusted = [`arn:aws:iam::${management.account}:root`, terraformWorker];
      const PolicyDocument = JSON.stringify(
        toDocument(trustRules(trusted, 'the management account, and the workers that run Terraform')),
      );
      try {
        await aws
          .iam({ account: accountId, region: management.region, role: bootstrapRole, through: management })
          .send(new UpdateAssumeRolePolicyCommand({ RoleName: bootstrapRole, PolicyDocument }));
      } catch (error) {
        if (awsErrorCode(error) !== 'AccessDenied' || !(await isNewborn(accountId))) throw error;
        throw new NotReadyError('the account is so new that it does not let us in yet', timings.leasePollMs);
      }
    },

    /** Records that an account has its own roles, and from which configuration. */
    async recordBootstrapped({ accountId, bootstrapped }: { accountId: string; bootstrapped: string }): Promise<void> {
      requireUnprotected(accountId, accounts);
      await directory.tag(accountId, tagsOf({ bootstrapped }));
    },
  };

  async function isNewborn(accountId: string): Promise<boolean> {
    const joinedAt = (await directory.describe(accountId))?.JoinedTimestamp;
    return joinedAt !== undefined && Date.now() - joinedAt.getTime() < birthMs;
  }
}

/** Activities of the Terraform queue that end what a bootstrap needed. */
export function createBootstrapEndActivities({ aws, accounts }: Pick<ActivityDependencies, 'aws' | 'accounts'>) {
  return {
    /**
     * Deletes BacklotBootstrap, as BacklotDeploy: a role cannot delete itself, because it must lose its policies first.
     * From then on nobody in the account can do everything.
     */
    async removeBootstrapRole({ accountId }: Pick<BootstrapInput, 'accountId'>): Promise<{ removed: boolean }> {
      requireUnprotected(accountId, accounts);
      const place: Place = { account: accountId, region: accounts.management.region, role: deployRole };
      try {
        await removeRole(aws.iam(place));
        return { removed: true };
      } catch (error) {
        if (isNotFound(error)) return { removed: false };
        throw error;
      }
    },
  };
}

/** Deletes the role with everything that hangs on it; `NotFound` when it is gone. */
async function removeRole(iam: IAMClient): Promise<void> {
  const RoleName = bootstrapRole;
  await iam.send(new GetRoleCommand({ RoleName }));
  const attached = await allPages(async (Marker) => {
    const answer = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName, Marker }));
    return { items: answer.AttachedPolicies ?? [], next: answer.Marker };
  });
  for (const { PolicyArn } of attached) await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  const own = await allPages(async (Marker) => {
    const answer = await iam.send(new ListRolePoliciesCommand({ RoleName, Marker }));
    return { items: answer.PolicyNames ?? [], next: answer.Marker };
  });
  for (const PolicyName of own) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  await iam.send(new DeleteRoleCommand({ RoleName }));
}
