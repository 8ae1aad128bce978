import { proxyActivities, workflowInfo, type ActivityOptions } from '@temporalio/workflow';
import type { createBootstrapEndActivities } from '../../activities/accounts/bootstrap.js';
import type { createContentsActivities, createRemovalActivities } from '../../activities/teardown/contents.js';
import type { createDelegationActivities } from '../../activities/teardown/delegation.js';
import type { createTerraformActivities } from '../../activities/terraform/terraform-activities.js';
import type { createStandingActivities } from '../../activities/terraform/stack-standings.js';
import { queueBeside } from '../../domain/queues.js';
import { heartbeatTimeout } from './activities.js';

/** What the workers of the Terraform queue do for workflows. */
export type StackActivities = ReturnType<typeof createTerraformActivities> &
  ReturnType<typeof createBootstrapEndActivities>;

/** Terraform: a live process that holds a slot for as long as it takes, and is waited for when it is told to stop. */
export function terraform(): StackActivities {
  return proxyActivities<StackActivities>(within('6h'));
}

/** Looks for drift: a night's looks are not held up for ever by one environment that does not answer. */
export function looks(): Pick<StackActivities, 'listStacks' | 'findDrift'> {
  return proxyActivities<StackActivities>({ ...within('1h'), scheduleToCloseTimeout: '4h' });
}

/** What the workers of the Terraform queue do to empty an account, besides Terraform. */
export type TeardownActivities = ReturnType<typeof createContentsActivities> &
  ReturnType<typeof createRemovalActivities> &
  ReturnType<typeof createDelegationActivities>;

/** Short calls with the rights of BacklotDeploy. What waits for AWS to let something go gives up by itself. */
export function teardown(): TeardownActivities {
  return proxyActivities<TeardownActivities>(within('10m'));
}

/** What the workers of the Terraform queue read of the state bucket for a comparison. */
export type StandingActivities = ReturnType<typeof createStandingActivities>;

/** Short looks into the state bucket, without Terraform. */
export function standings(): StandingActivities {
  return proxyActivities<StandingActivities>(within('10m'));
}

function within(startToCloseTimeout: '10m' | '1h' | '6h'): ActivityOptions {
  return {
    taskQueue: queueBeside(workflowInfo().taskQueue, 'terraform'),
    startToCloseTimeout,
    scheduleToCloseTimeout: '24h',
    heartbeatTimeout,
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
  };
}
