/** Errors whose message says everything that the reader needs. */
const explained = ['MissingPrerequisite', 'BuildFailed', 'BacklotError', 'SandboxError'];

/**
 * Runs a script's body and turns its result into the exit code. An expected error is printed as one line, anything
 * else with its stack.
 *
 * @param {() => Promise<number | void>} body
 */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    const expected = error instanceof Error && explained.includes(error.name);
    console.error(expected ? error.message : error);
    process.exitCode = 1;
  }
}
