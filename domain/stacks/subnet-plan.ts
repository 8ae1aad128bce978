import { addressRange } from '../fleet/values/cidr.js';

/** What subnets are for, in the order of their blocks. */
export const subnetTiers = ['service', 'data', 'worker', 'public'] as const;

/** One of the tiers: workloads, databases, Backlot's own worker, and the way out. */
export type SubnetTier = (typeof subnetTiers)[number];

/** The blocks of each tier, one for each zone. */
export type SubnetPlan = Readonly<Record<SubnetTier, readonly string[]>>;

/** AWS takes no smaller subnets. */
const longestPrefix = 28;

/**
 * Divides the block of a VPC: a quarter for each tier, divided evenly among the zones. `undefined` when the block is too
 * small for that. A plan for more zones keeps the blocks of fewer ones as long as both need the same power of two.
 */
export function planSubnets(cidr: string, zones: number): SubnetPlan | undefined {
  const zoneBits = Math.ceil(Math.log2(zones));
  const tierBits = Math.ceil(Math.log2(subnetTiers.length));
  const prefix = Number(cidr.split('/')[1]) + tierBits + zoneBits;
  if (prefix > longestPrefix) return undefined;
  const { first } = addressRange(cidr);
  const block = (tier: number, zone: number): string =>
    `${address(first + (tier * 2 ** zoneBits + zone) * 2 ** (32 - prefix))}/${prefix}`;
  const blocks = (tier: SubnetTier): string[] =>
    Array.from({ length: zones }, (_, zone) => block(subnetTiers.indexOf(tier), zone));
  return { service: blocks('service'), data: blocks('data'), worker: blocks('worker'), public: blocks('public') };
}

/** The longest prefix that a VPC may have for a number of zones. */
export function longestVpcPrefix(zones: number): number {
  return longestPrefix - Math.ceil(Math.log2(subnetTiers.length)) - Math.ceil(Math.log2(zones));
}

function address(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}
