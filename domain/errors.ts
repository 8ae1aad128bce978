/**
 * The stable codes of everything that can go wrong. A code is the `type` of the `ApplicationFailure` that carries it,
 * so workflows, the CLI and tests compare codes, never words.
 *
 * `retryable` says what Temporal does with it: a permanent error ends the step at once, the others are tried again.
 */
export const errorCodes = {
  /** The input of a workflow, command or file does not have the required form. */
  InvalidInput: { retryable: false },
  /** The fleet directory has problems; nothing is started from an invalid fleet. */
  InvalidFleet: { retryable: false },
  /** Another operation holds the lease of the environment, database or cluster. */
  LeaseHeld: { retryable: false },
  /** A resource is on its way to the awaited state; the step asks again later. */
  NotReady: { retryable: true },
  /** A wait ran out of time before the resource reached its state. */
  WaitTimedOut: { retryable: false },
  /** A resource ended in a state from which it cannot reach the awaited one. */
  ResourceFailed: { retryable: false },
  /** A resource that must exist was not found. */
  NotFound: { retryable: false },
  /** A resource of the wanted name exists and is not ours. */
  NotOurs: { retryable: false },
  /** AWS refused the call for this role. */
  AccessDenied: { retryable: false },
  /** Short-lived credentials ran out in mid-call; new ones are fetched and the step runs again. */
  CredentialsExpired: { retryable: true },
  /** AWS asked to slow down. */
  Throttled: { retryable: true },
  /** A quota of the account leaves no room now. */
  QuotaExceeded: { retryable: true },
  /** A quota leaves no room for the whole operation; nothing was started. */
  NoRoom: { retryable: false },
  /** The call would break a guard of Backlot's own (role allow-list, account id, residency, protected account). */
  GuardRefused: { retryable: false },
  /** Data would have to leave its residency group. */
  ResidencyViolation: { retryable: false },
  /** A schema object has no scrub rule. */
  RuleMissing: { retryable: false },
  /** A scrub rule names what does not exist or cannot apply. */
  RuleInvalid: { retryable: false },
  /** A database session ended in the middle of work; the step goes on where it stopped. */
  ConnectionLost: { retryable: true },
  /** A SQL statement failed; only its SQLSTATE and object names are told. */
  SqlFailed: { retryable: false },
  /** The verification found an original value, or a state that must not be. */
  VerificationFailed: { retryable: false },
  /** The signed statement about an image is missing, not genuine, over, or about another snapshot. */
  StatementInvalid: { retryable: false },
  /** A check could not be carried out, so nothing may be concluded from it. */
  CannotDecide: { retryable: false },
  /** The instance reached is not the one that this run restored. */
  WrongTarget: { retryable: false },
  /** What was approved is no longer what would be done: plan, state, tool or upstream values have changed. */
  PlanChanged: { retryable: false },
  /** Somebody else has held Terraform's lock on a stack's state for too long. */
  StateLocked: { retryable: false },
  /** Terraform failed; only addresses and the names of AWS errors are told. */
  TerraformFailed: { retryable: false },
  /** A user's hook ended with an error or ran out of time. */
  HookFailed: { retryable: false },
  /** A new generation, or a new account, did not pass its checks. */
  HealthCheckFailed: { retryable: false },
  /** The databases of one generation would be further apart in time than the account file allows. */
  SkewTooLarge: { retryable: false },
  /** There is no previous generation to go back to. */
  NothingToRollBack: { retryable: false },
  /** Somebody ended the operation's lease, so the operation stopped. */
  LeaseLost: { retryable: false },
  /** A server, or the worker of a task queue, does not answer. */
  Unreachable: { retryable: true },
  /** An approval is not genuine, over, for another plan, or not an approver's. */
  ApprovalInvalid: { retryable: false },
  /** A person rejected a plan; nothing of it was applied. */
  ApprovalRejected: { retryable: false },
  /** A person gave an operation up after a step had failed; what it made is left as it is. */
  Abandoned: { retryable: false },
  /** At least one database failed and the account file does not allow a partial refresh. */
  RefreshFailed: { retryable: false },
} as const;

/** One of the stable error codes. */
export type ErrorCode = keyof typeof errorCodes;

/**
 * An error whose code is stable. Thrown by pure and effect code alike; the activity edge turns it into a failure.
 *
 * The message has three parts: what happened, why, what to do. It never holds a secret or a value from a database.
 */
export class BacklotError extends Error {
  override readonly name = 'BacklotError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details?: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }
}

/** Tells whether a value is one of the stable codes. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorCodes, value);
}
