import { readFile } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { CancelledFailure } from '@temporalio/activity';
import { BacklotError } from '../../domain/errors.js';
import type { StackSlice } from '../../domain/messages/stacks.js';
import { stackKeys } from '../../domain/stacks/state-keys.js';
import { judgeFailure } from './complaints.js';
import type { TerraformContext } from './context.js';
import { keepInitialised, restoreInitialised } from './initialised.js';
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
    `There is no program ${program} here, so nothing was planned. Install Terraform 1.11 or newer, or say in ` +
      'BACKLOT_TERRAFORM where it is.',
  );
}

/** The versions that a plan was made with. */
export interface ToolVersions {
  readonly terraform: string;
  readonly providers: Readonly<Record<string, string>>;
}

/** Keeps the full text of what Terraform said when it failed, and returns a sentence that says where it is. */
export type KeepText = (text: string) => Promise<string>;

/** Keeps texts in the state bucket, encrypted. */
export function keepInBucket(
  { objects }: Pick<TerraformContext, 'objects'>,
  { environment, name }: Pick<StackSlice, 'environment' | 'name'>,
  operationId: string,
): KeepText {
  return async (text) => {
    const time = new Date().toISOString().replaceAll(':', '-');
    const key = stackKeys.log(environment, name, operationId, time);
    await objects.putText(key, text);
    return `The full text is in the state bucket under ${key}.`;
  };
}

/** One stack's Terraform in one work directory. What fails becomes an error with a code; its full text is kept elsewhere. */
export class StackTerraform {
  constructor(
    private readonly context: Pick<TerraformContext, 'settings' | 'signal'>,
    private readonly workspace: Workspace,
    /** The stack's name. */
    private readonly stack: string,
    private readonly keepText: KeepText,
  ) {}

  /** Gets ready to plan or apply, and tells with which versions. */
  async init(): Promise<ToolVersions> {
    const { output } = await this.succeed('start', ['version', '-json']);
    const { terraform_version: terraform } = JSON.parse(await readFile(output, 'utf8')) as {
      terraform_version: string;
    };
    const { directory } = this.workspace;
    const tool = `${this.context.settings.program} ${terraform}`;
    if (!(await restoreInitialised(directory, tool))) {
      await this.succeed('initialise', ['init', '-input=false', '-no-color']);
      await keepInitialised(directory, tool);
    }
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

  /** Plans into a file, and returns what Terraform says to people, who see no sensitive values; `undefined` without changes. */
  async planForPeople(file: string, { colour }: { readonly colour: boolean }): Promise<string | undefined> {
    const args = ['plan', '-input=false', '-lock=false', '-detailed-exitcode', `-out=${file}`];
    const ended = await this.run([...args, ...(colour ? [] : ['-no-color'])]);
    if (ended.code === 0) return undefined;
    if (ended.code === withChanges) return await readFile(ended.output, 'utf8');
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
    const { stack, context } = this;
    if (code === notThere) return missing(context.settings.program);
    const text = await readFile(output, 'utf8').catch(() => '');
    const where = await this.keepText(`${text}\n${words}`);
    if (code === null) {
      const why = `Terraform was ended from outside while it worked on ${stack}; the next attempt goes on.`;
      return new BacklotError('Unreachable', `${why} ${where}`);
    }
    const complaints = text.split('\n').flatMap((line) => {
      const event = readEvent(line);
      return event?.kind === 'error' ? [event.complaint] : [];
    });
    const { pollMs } = context.settings.patience;
    return judgeFailure({ stack, doing, complaints, words: inOneLine(words), where, pollMs });
  }
}

/** Words for people are coloured, framed and broken into lines, in the middle of what is looked for in them. */
function inOneLine(words: string): string {
  return stripVTControlCharacters(words).replaceAll(/[╷│╵]/g, ' ').replaceAll(/\s+/g, ' ');
}
