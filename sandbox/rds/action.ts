import type { AwsCall, Parameters } from '../gateway/contract.js';
import type { Input } from './input.js';
import type { Place } from './records.js';
import type { World } from './world.js';

/** One action of the API: returns the members of its result. */
export type Action = (world: World, call: AwsCall, input: Input) => Promise<Parameters>;

/** Where the caller's plain names belong. */
export function placeOf(call: AwsCall): Place {
  return { accountId: call.caller.accountId, region: call.region };
}
