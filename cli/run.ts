import { reportError } from './output/report-error.js';
import { styleOf } from './output/style.js';
import { createProgram } from './program.js';
import { readVersion } from './version.js';

/**
 * Runs the command line with these arguments (without program and script) and leaves the exit code in
 * `process.exitCode`, so that what is still to be written gets written.
 */
export async function run(args: readonly string[]): Promise<void> {
  try {
    const program = await createProgram(args, readVersion());
    if (args.length === 0) program.help();
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = reportError(error, styleOf(process.stderr));
  }
}
