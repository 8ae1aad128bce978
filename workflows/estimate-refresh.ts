import { workflowInfo } from '@temporalio/workflow';
import { estimateRefresh as estimate } from '../domain/estimate.js';
import type { RefreshEstimate, RefreshInput } from '../domain/messages/refresh.js';
import { demandOf } from './refresh-environment/plan-images.js';
import { reads } from './support/activities.js';
import { label, requireOptionalNames, requireOptionalTexts, requireText } from './support/operation.js';

/** Says what a refresh would copy, how long it would take and what it would cost. Changes nothing. */
export async function estimateRefresh(input: RefreshInput): Promise<RefreshEstimate> {
  const account = requireText(input, 'account', '{"account":"qa1"}');
  requireOptionalTexts(input, 'maxAge');
  requireOptionalNames(input, 'databases');
  label({ environment: account, phase: 'estimating' });
  const plan = await reads.resolveRefresh(input);
  const found = await reads.planImages({
    fleet: plan.fleet,
    databases: plan.databases,
    maxImageAgeMs: plan.maxImageAgeMs,
    currentEpoch: workflowInfo().startTime.toISOString().slice(0, 10),
  });
  await reads.checkQuotas(demandOf(plan, found));
  return estimate(
    account,
    plan.databases.map(({ database: { name } }) => {
      const image = found.images[name]?.snapshotId;
      return {
        database: name,
        dataTime: found.dataTimes[name] ?? '',
        sizeGiB: found.sizes[name] ?? 0,
        ...(image === undefined ? {} : { image }),
      };
    }),
  );
}
