import { reportError } from './report-error.mjs';

/**
 * Runs a script's body and turns its result into the exit code.
 *
 * @param {() => Promise<number | void>} body
 */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    reportError(error);
    process.exitCode = 1;
  }
}
