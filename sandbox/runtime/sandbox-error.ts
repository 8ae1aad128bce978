/**
 * Says that the sandbox cannot be installed, started or reached. The message has three parts: what happened, why, what
 * to do. (The sandbox imports nothing of the product, hence an error class of its own.)
 */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';

  /** @param notRunning true when there is no sandbox to talk to. */
  constructor(
    message: string,
    readonly notRunning = false,
  ) {
    super(message);
  }
}
