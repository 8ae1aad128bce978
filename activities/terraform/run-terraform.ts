import { readFile } from 'node:fs/promises';
import { CancelledFailure } from '@temporalio/activity';
import { BacklotError } from '../../domain/errors.js';
import type { StackSlice } from '../../domain/messages/stacks.js';
import { stackKeys } from '../../domain/stacks/state-keys.js';
import { judgeFailure } from './complaints.js';
import type { TerraformContext } from './context.js';
import type { Ended } from './open-runner.js';
import { readProviderLocks } from './plan-parts.js';
import { readEvent } from './terraform-events.js';
import type { RunOptions, Workspace } from './workspace.js';

/** Terraform's exit code for a plan that has changes. */
const withChanges = 2;

/** The shell's, for a program that there is not. */
const notThere = 127;

function missing(program: string): BacklotError {
  return new BacklotError(
    'NotFound',
    `There is no program ${program} on this worker, so nothing was planned. Install Terraform 1.11 or newer, or say in ` +
      'BACKLOT_TERRAFORM where it is.',
  );
}

/** The versions that a plan was made with. */
export interface ToolVersions {
  readonly terraform: string;
  readonly providers: Readonly<Record<string, string>>;
}

/** One stack's Terraform in one work directory. What fails becomes an error with a code, its full text an encrypted log. */
export class StackTerraform {
  constructor(
    private readonly context: TerraformContext,
    private readonly workspace: Workspace,
    private readonly stack: StackSlice,
    private readonly operationId: string,
  ) {}

  /** Gets ready to plan or apply, and tells with which versions. */
  async init(): Promise<ToolVersions> {
    const { output } = await this.succeed('start', ['version', '-json']);
    const { terraform_version: terraform } = JSON.parse(await readFile(output, 'utf8')) as {
      terraform_version: string;
    };
    await this.succeed('initialise', ['init', '-input=false', '-no-color']);
    const locks = await readFile(this.workspace.path('.terraform.lock.hcl'), 'utf8').catch(() => '');
    return { terraform, providers: readProviderLocks(locks) };
  }

  /** Plans into a file; returns whether there are changes. Nothing is locked: what is stale is refused by the apply. */
  async plan(file: string, destroy: boolean): Promise<boolean> {
    const args = ['plan', '-json', '-input=false', '-lock=false', '-detailed-exitcode', `-out=${file}`];
    const ended = await this.run([...args, ...(destroy ? ['-destroy'] : [])]);
    if (ended.code === 0 || ended.code === withChanges) return ended.code === withChanges;
    throw await this.failed('plan', ended);
  }

  /** Reads a plan file, sensitive values included; they must not go further. */
  async show(file: string): Promise<unknown> {
    const { output } = await this.succeed('read the plan of', ['show', '-json', file]);
    return JSON.parse(await readFile(output, 'utf8')) as unknown;
  }

  /** Lets the state forget an address, so that what is there now can be imported under it. */
  async forget(address: string): Promise<void> {
    await this.succeed('mend the state of', ['state', 'rm', address]);
  }

  /** Applies exactly what is in a plan file. */
  async apply(file: string, options: RunOptions): Promise<void> {
    await this.succeed('apply', ['apply', '-json', '-input=false', '-lock-timeout=0s', file], options);
  }

  private async succeed(doing: string, args: readonly string[], options?: RunOptions) {
    const ended = await this.run(args, options);
    if (ended.code === 0) return ended;
    throw await this.failed(doing, ended);
  }

  private async run(args: readonly string[], options?: RunOptions) {
    const ended = await this.workspace.run(args, options);
    // An apply that was done in spite of it is done.
    if (ended.code !== 0 && this.context.signal.aborted) throw new CancelledFailure('Terraform was interrupted');
    return ended;
  }

  private async failed(doing: string, { code, words, output }: Ended & { readonly output: string }): Promise<Error> {
    const { stack, operationId, context } = this;
    if (code === notThere) return missing(context.settings.program);
    const text = await readFile(output, 'utf8').catch(() => '');
    const time = new Date().toISOString().replaceAll(':', '-');
    const logKey = stackKeys.log(stack.environment, stack.name, operationId, time);
    await context.objects.putText(logKey, `${text}\n${words}`);
    if (code === null) {
      const why = `Terraform was ended from outside while it worked on ${stack.name}; the next attempt goes on.`;
      return new BacklotError('Unreachable', `${why} The full text is in the state bucket under ${logKey}.`);
    }
    const complaints = text.split('\n').flatMap((line) => {
      const event = readEvent(line);
      return event?.kind === 'error' ? [event.complaint] : [];
    });
    const { pollMs } = context.settings.patience;
    return judgeFailure({ stack: stack.name, doing, complaints, words, logKey, pollMs });
  }
}
