import type { Command } from 'commander';
import { BacklotError } from '../../../domain/errors.js';
import { SandboxError } from '../../../sandbox/runtime/sandbox-error.js';
import { exampleHelp } from '../../output/examples.js';

/** The options of every command of a sandbox. */
export interface Common {
  readonly name: string;
  readonly directory: string;
}

/** Commands with what they are for, as help shows them. */
export type Examples = readonly (readonly [command: string, purpose: string])[];

/** Adds a command that works on one of the checkout's sandboxes. */
export function subcommand(parent: Command, name: string, description: string, examples: Examples): Command {
  return parent
    .command(name)
    .description(description)
    .option('--name <name>', 'which sandbox, when there are several', 'default')
    .option('--directory <path>', 'where sandboxes are kept', '.sandbox')
    .addHelpText('after', exampleHelp(examples));
}

/** Turns what the sandbox says is wrong into an error of the command line. */
export function reporting<Arguments extends unknown[]>(
  action: (...given: Arguments) => Promise<void>,
): (...given: Arguments) => Promise<void> {
  return async (...given) => {
    try {
      await action(...given);
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error;
      throw new BacklotError(errorCodes[error.kind], error.message);
    }
  };
}

const errorCodes = { invalid: 'InvalidInput', 'not running': 'Unreachable', failed: 'ResourceFailed' } as const;
