/** Errors whose message says everything that the reader needs. */
const explained = ['MissingPrerequisite', 'BuildFailed', 'BacklotError', 'SandboxError'];

/**
 * Prints an expected error as its message, and anything else with its stack.
 *
 * @param {unknown} error
 */
export function reportError(error) {
  console.error(error instanceof Error && explained.includes(error.name) ? error.message : error);
}
