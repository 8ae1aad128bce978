/** That somebody was told when an environment ends. It counts only for the end that it names. */
export interface ExpiryNotice {
  /** ISO time. */
  readonly given: string;
  /** The `expires` of the environment at that time. */
  readonly expires: string;
}

/** An environment whose account says when its time is over. */
export interface ExpiringEnvironment {
  readonly environment: string;
  readonly accountId: string;
  /** ISO time after which it may be destroyed. */
  readonly expires: string;
  readonly notice?: ExpiryNotice;
  /** Why it must not be destroyed, whatever its tags say. */
  readonly spare?: string;
}

/** What `expire` did about one environment. */
export interface ExpiryOutcome {
  readonly environment: string;
  readonly accountId: string;
  /** ISO time after which it may be destroyed. */
  readonly expires: string;
  /** ISO time of the notice that counts; absent before there is one. */
  readonly notice?: string;
  /**
   * `stays`: its time has not come. `noticed`: notice was given now. `started`: `expireEnvironment` was started. `busy`:
   * somebody holds it, the next hour looks again. `spared`: it must not be destroyed. `failed`: the reason says why.
   */
  readonly outcome: 'stays' | 'noticed' | 'started' | 'busy' | 'spared' | 'failed';
  readonly reason: string;
}

/** Result of `expire`. */
export interface ExpireResult {
  readonly environments: readonly ExpiryOutcome[];
}

/** Input of `expireEnvironment`. */
export interface ExpireEnvironmentInput {
  /** The environment's account name in the fleet. */
  readonly account: string;
  readonly operationId?: string;
}

/** Result of `expireEnvironment`. */
export interface ExpireEnvironmentResult {
  readonly operationId: string;
  /**
   * `emptied`, `kept` and `closed-in` as of `destroyAccount`. `spared`: its time is not over, or it must not be destroyed.
   * `busy`: somebody else holds it.
   */
  readonly outcome: 'emptied' | 'kept' | 'closed-in' | 'spared' | 'busy';
  readonly reason: string;
}

/** Id of the workflow that ends an environment whose time is over: the server lets only one be open. */
export function expiryId(environment: string): string {
  return `expire/${environment}`;
}
