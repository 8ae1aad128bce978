import { z } from 'zod';
import { wellKnown } from '../../domain/names.js';
import { workerEndpoints, type NetworkPlan } from '../stacks/network-plan.js';
import { networkStack, type NetworkStack } from '../stacks/network-stack.js';
import type { BlueprintConfig } from './define-blueprint.js';

/** The parameters that every blueprint with a network has. */
export const networkParameters = {
  egress: z
    .enum(['none', 'internet'])
    .default('none')
    .describe('Whether workloads can call out of the network. Databases never can.'),
  endpoints: z
    .array(z.string().regex(/^[a-z0-9.-]+$/))
    .default([])
    .describe('Services of AWS that are reached within the network, besides those that Backlot needs: `sqs`.'),
} as const;

/** The networks of an environment, one for each of its regions. */
export function networksOf(
  config: BlueprintConfig,
  { egress, endpoints }: { readonly egress: NetworkPlan['egress']; readonly endpoints: readonly string[] },
): NetworkStack[] {
  return Object.entries(config.account.regions).map(([region, { cidr, availabilityZones, temporalService }]) =>
    networkStack(config, {
      region,
      cidr,
      zones: availabilityZones,
      egress,
      dataGroup: wellKnown.dataSecurityGroup,
      endpoints: [...new Set([...workerEndpoints, ...endpoints])].toSorted(),
      temporalService,
    }),
  );
}
