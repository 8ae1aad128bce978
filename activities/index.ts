import { createAccessActivities } from './accounts/access.js';
import { createAccountCheckActivities } from './accounts/check-account.js';
import { createAccountMakingActivities } from './accounts/create-account.js';
import { createBootstrapActivities, createBootstrapEndActivities } from './accounts/bootstrap.js';
import { createAccountPlaceActivities } from './accounts/place-account.js';
import { createApprovalActivities } from './approvals/approvals.js';
import { createQuotaActivities } from './databases/check-quotas.js';
import { createGenerationActivities } from './databases/generations.js';
import { createImageActivities } from './databases/images.js';
import { createInstanceActivities } from './databases/instances.js';
import { createPairActivities } from './databases/describe-pair.js';
import { createParameterGroupActivities } from './databases/parameter-groups.js';
import { createPasswordActivities } from './databases/passwords.js';
import { createPlanActivities } from './databases/plan-images.js';
import { createSnapshotActivities } from './databases/snapshots.js';
import { createSourceActivities } from './databases/source.js';
import type { ActivityDependencies } from './dependencies.js';
import { createDnsActivities } from './dns/records.js';
import { createFleetActivities } from './fleet/resolve.js';
import { createDriftFleetActivities } from './fleet/resolve-drift.js';
import { createParityFleetActivities } from './fleet/resolve-parity.js';
import { createSpawnFleetActivities } from './fleet/resolve-spawn.js';
import { createDeployHookActivities } from './hooks/run-deploy-hook.js';
import { createHookActivities as createDatabaseHookActivities } from './hooks/run-hook.js';
import { createLeaseActivities } from './operations/leases.js';
import { createHealthActivities } from './roles/health.js';
import { createRoleActivities } from './roles/roles.js';
import { createScrubActivities } from './scrub/scrub.js';
import { createRestoredActivities } from './scrub/verify-restored.js';
import { createStatementActivities } from './statements/sign-statement.js';
import { createVerifiedImageActivities } from './statements/verified-images.js';
import { createSweepActivities } from './sweep/find-leftovers.js';
import { createStandingActivities } from './terraform/stack-standings.js';
import { createTerraformActivities as createStackActivities } from './terraform/terraform-activities.js';

import { createContentsActivities, createDataRemovalActivities, createRemovalActivities } from './teardown/contents.js';
import { createDelegationActivities } from './teardown/delegation.js';
import { createDeletionActivities } from './teardown/deletions.js';
import { createExpiryActivities } from './teardown/expiry.js';
import { createPoolReturnActivities } from './teardown/pool.js';
import { createDestroyFleetActivities } from './teardown/resolve-destroy.js';
import { createScheduleActivities } from './teardown/schedules.js';
/** Builds the activities of the main queue: short AWS calls. */
export function createMainActivities(dependencies: ActivityDependencies) {
  const snapshots = createSnapshotActivities(dependencies);
  return {
    ...createFleetActivities(dependencies),
    ...createSpawnFleetActivities(dependencies),
    ...createParityFleetActivities(dependencies),
    ...createDriftFleetActivities(dependencies),
    ...createAccountMakingActivities(dependencies),
    ...createAccountPlaceActivities(dependencies),
    ...createBootstrapActivities(dependencies),
    ...createAccountCheckActivities(dependencies),
    ...createAccessActivities(dependencies),
    ...createApprovalActivities(dependencies),
    ...createSourceActivities(dependencies),
    ...snapshots,
    ...createInstanceActivities(dependencies),
    ...createParameterGroupActivities(dependencies),
    ...createPasswordActivities(dependencies),
    ...createImageActivities(dependencies),
    ...createVerifiedImageActivities(dependencies, snapshots),
    ...createPlanActivities(dependencies),
    ...createQuotaActivities(dependencies),
    ...createGenerationActivities(dependencies),
    ...createPairActivities(dependencies),
    ...createDnsActivities(dependencies),
    ...createLeaseActivities(dependencies),
    ...createSweepActivities(dependencies),
    ...createDestroyFleetActivities(dependencies),
    ...createDeletionActivities(dependencies),
    ...createExpiryActivities(dependencies),
    ...createScheduleActivities(dependencies),
    ...createDataRemovalActivities(dependencies),
    ...createPoolReturnActivities(dependencies),
  };
}

/** Builds the activities of the clean room's data queue: SQL in quarantine, and statements about it. */
export function createCleanroomActivities(dependencies: ActivityDependencies) {
  return {
    ...createScrubActivities(dependencies),
    ...createRestoredActivities(dependencies),
    ...createStatementActivities(dependencies),
  };
}

/** Builds the activities of an environment's data queue: SQL in its network. */
export function createEnvironmentActivities(dependencies: ActivityDependencies) {
  return { ...createRoleActivities(dependencies), ...createHealthActivities(dependencies) };
}

/** Builds the activities of the hooks queue: the user's own programs. */
export function createHookActivities(dependencies: ActivityDependencies) {
  return { ...createDatabaseHookActivities(dependencies), ...createDeployHookActivities(dependencies) };
}

/** Builds the activities of Terraform's queue: what is done with the rights of BacklotDeploy. */
export function createTerraformActivities(dependencies: ActivityDependencies) {
  return {
    ...createStackActivities(dependencies),
    ...createStandingActivities(dependencies),
    ...createBootstrapEndActivities(dependencies),
    ...createContentsActivities(dependencies),
    ...createRemovalActivities(dependencies),
    ...createDelegationActivities(dependencies),
  };
}

export type MainActivities = ReturnType<typeof createMainActivities>;
export type CleanroomActivities = ReturnType<typeof createCleanroomActivities>;
export type EnvironmentActivities = ReturnType<typeof createEnvironmentActivities>;
export type HookActivities = ReturnType<typeof createHookActivities>;
export type TerraformActivities = ReturnType<typeof createTerraformActivities>;
