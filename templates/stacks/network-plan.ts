import { BacklotError } from '../../domain/errors.js';
import { longestVpcPrefix, planSubnets, type SubnetPlan } from '../../domain/stacks/subnet-plan.js';

/** What a network is to be. */
export interface NetworkPlan {
  readonly region: string;
  readonly cidr: string;
  /** Number of availability zones. */
  readonly zones: number;
  /** Whether workloads and Backlot's worker can call out; databases never can. */
  readonly egress: 'none' | 'internet';
  /** The security group that Backlot puts databases into. */
  readonly dataGroup: string;
  /** Services of AWS that are reached without leaving the network: `sts`, `kms`. */
  readonly endpoints: readonly string[];
  /** The endpoint service by which Backlot's worker reaches Temporal. */
  readonly temporalService?: string | undefined;
}

/** What Backlot's worker calls, so that it needs no way out. */
export const workerEndpoints = ['kms', 'logs', 'secretsmanager', 'sts'] as const;

/** Plans the subnets of a network. @throws {BacklotError} `InvalidInput` when its block is too small. */
export function subnetsOf({ cidr, zones, region }: NetworkPlan): SubnetPlan {
  const plan = planSubnets(cidr, zones);
  if (plan) return plan;
  throw new BacklotError(
    'InvalidInput',
    `The block ${cidr} in ${region} is too small for ${zones} zones: each needs a subnet of every kind, and AWS takes ` +
      `none smaller than /28. Use a block of /${longestVpcPrefix(zones)} or larger.`,
  );
}
