import type { AwsCall } from '../gateway/contract.js';
import type { Protocol } from '../gateway/protocols/protocol.js';
import { accessDenied } from './access-denied.js';
import type { Authorizer } from './authorizer.js';
import type { Needs } from './requests/needs.js';
import { otherNeeds } from './requests/other-services.js';

/** Lets calls pass that policies allow. It stands in front of every service but those that decide by themselves. */
export class Guard {
  /**
   * @param needs what calls need, by service; a service that is not named is asked for as little as can be known of it.
   */
  constructor(
    private readonly authorizer: Authorizer,
    private readonly needs: ReadonlyMap<string, Needs>,
  ) {}

  /**
   * Checks that the caller may do what it asks for, and returns the account in which it is done: the resource's own.
   *
   * @throws {AwsError} in the words of the protocol, for the first permission that is missing.
   */
  async admit(call: AwsCall, protocol: Protocol): Promise<string> {
    const requests = await (this.needs.get(call.service) ?? otherNeeds)(call);
    for (const request of requests) {
      const verdict = await this.authorizer.decide(call, request);
      if (verdict.allowed) continue;
      const { action, resource } = request;
      throw accessDenied(protocol, { caller: call.caller.arn, action, resource, why: verdict.why });
    }
    return requests[0]?.side?.accountId ?? call.caller.accountId;
  }
}

/** For services that ask the authorizer themselves, or that need no permission. */
export const decidesByItself: Needs = () => [];
