/**
 * Says that the sandbox cannot be installed, started or reached. The message has three parts: what happened, why, what
 * to do. (The sandbox imports nothing of the product, hence an error class of its own.)
 */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';

  /** @param kind what a caller can make of it: bad input, no sandbox to talk to, or anything else that went wrong. */
  constructor(
    message: string,
    readonly kind: 'invalid' | 'not running' | 'failed' = 'failed',
  ) {
    super(message);
  }
}
