import {
  ApplicationFailure,
  condition,
  defineQuery,
  defineUpdate,
  isCancellation,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { ErrorCode } from '../../domain/errors.js';
import type { SpawnPhase, SpawnProgress, SpawnStep, SpawnStepState } from '../../domain/messages/spawn.js';
import { failure, summarize } from '../support/failure.js';
import { label } from '../support/operation.js';
import { ApprovalDesk } from './approval-desk.js';

export const progressQuery = defineQuery<SpawnProgress>('progress');
export const retryStepUpdate = defineUpdate<SpawnProgress, [{ step: string }]>('retryStep');
export const skipHookUpdate = defineUpdate<SpawnProgress, [{ hook: string }]>('skipHook');
export const abandonUpdate = defineUpdate<SpawnProgress, [{ reason?: string }]>('abandon');

/** Failures that trying again cannot help, whatever a person mends meanwhile. */
const final: readonly string[] = [
  'InvalidInput',
  'InvalidFleet',
  'GuardRefused',
  'ApprovalRejected',
  'Abandoned',
] satisfies ErrorCode[];

const ended: readonly SpawnStepState[] = ['done', 'unchanged', 'skipped', 'failed'];

/** What a spawn knows of itself: its steps, what waits for a person, and what a person has asked for. */
export class SpawnState {
  readonly desk: ApprovalDesk;
  private phase: SpawnPhase = 'resolving';
  private labelled?: string;
  private accountId?: string;
  private abandoned?: string;
  private readonly steps = new Map<string, SpawnStep>();
  private readonly choices = new Map<string, 'retry' | 'skip'>();
  private readonly notes: string[] = [];

  constructor(
    private readonly environment: string,
    private readonly operationId: string,
  ) {
    this.desk = new ApprovalDesk(
      () => this.show(),
      () => this.view(),
    );
    setHandler(progressQuery, () => this.view(), { description: 'The phase, every step, and what waits for a person' });
    setHandler(retryStepUpdate, ({ step }) => this.choose(step, 'retry'), {
      validator: (input: { step?: string } | undefined) => this.requireFailed('retryStep', input?.step),
      description: 'Tries a failed step again: {"step":"qa1.account"}',
    });
    setHandler(skipHookUpdate, ({ hook }) => this.choose(hookStep(hook), 'skip'), {
      validator: (input: { hook?: string } | undefined) => this.requireFailed('skipHook', hookStep(input?.hook ?? '')),
      description: 'Goes on without a hook that failed: {"hook":"seed"}',
    });
    setHandler(abandonUpdate, (input: { reason?: string } | undefined) => this.abandon(input?.reason), {
      validator: (input: { reason?: string } | undefined) => this.requireAbandonable(input),
      description: 'Gives up after a failure; what was made is left as it is: {"reason":"…"}',
    });
    this.show();
  }

  enter(phase: SpawnPhase): void {
    this.phase = phase;
    this.show();
  }

  /** Names the account as soon as it is known. */
  setAccount(accountId: string): void {
    this.accountId = accountId;
    this.show();
  }

  note(text: string): void {
    this.notes.push(text);
    this.show();
  }

  set(name: string, state: SpawnStepState, detail?: string): void {
    const { detail: _earlier, endedAt: _before, ...known } = this.steps.get(name) ?? { name, state };
    this.steps.set(name, {
      ...known,
      state,
      ...(state === 'running' && known.startedAt === undefined ? { startedAt: Date.now() } : {}),
      ...(ended.includes(state) ? { endedAt: Date.now() } : {}),
      ...(detail === undefined || detail === '' ? {} : { detail }),
    });
    this.show();
  }

  /** Does a step and shows it as done, with what `describe` has to add. */
  async step<T>(name: string, work: () => Promise<T>, describe?: (result: T) => string | undefined): Promise<T> {
    const result = await this.attempt(name, work);
    this.set(name, 'done', describe?.(result));
    return result;
  }

  /**
   * Does something until it succeeds. After a failure a person decides: try it again, or give the operation up. A hook
   * can also be left out; the result is absent then.
   */
  async attempt<T>(name: string, work: () => Promise<T>): Promise<T> {
    for (;;) {
      this.set(name, 'running');
      try {
        return await work();
      } catch (error) {
        if (isCancellation(error)) throw error;
        const { code, message } = summarize(error);
        this.set(name, 'failed', `${code}: ${message}`);
        // What others wait for does not come any more.
        if (final.includes(code)) {
          this.abandoned ??= message;
          throw error;
        }
        await condition(() => this.choices.has(name) || this.abandoned !== undefined);
        const choice = this.choices.get(name);
        this.choices.delete(name);
        if (choice === 'retry') continue;
        if (choice === 'skip') throw new StepSkipped();
        throw failure(
          'Abandoned',
          `The operation was given up after ${name} had failed (${code}: ${message})` +
            `${this.abandoned === '' ? '' : `: ${this.abandoned ?? ''}`}. What it made is left as it is; start again to go on.`,
        );
      }
    }
  }

  list(): SpawnStep[] {
    return [...this.steps.values()];
  }

  listNotes(): string[] {
    return [...this.notes];
  }

  private view(): SpawnProgress {
    return {
      environment: this.environment,
      operationId: this.operationId,
      phase: this.phase,
      ...(this.accountId === undefined ? {} : { accountId: this.accountId }),
      allowed: this.allowed(),
      steps: this.list(),
      approvals: this.desk.requests,
      decisions: this.desk.decisions,
      notes: this.listNotes(),
    };
  }

  private failed(): SpawnStep[] {
    return this.abandoned === undefined ? this.list().filter(({ state }) => state === 'failed') : [];
  }

  private allowed(): string[] {
    const failed = this.failed();
    return [
      ...(this.desk.requests.length > 0 ? ['approve', 'reject'] : []),
      ...(failed.length > 0 ? ['retryStep', 'abandon'] : []),
      ...(failed.some(({ name }) => name.startsWith(hookStep(''))) ? ['skipHook'] : []),
    ];
  }

  private requireFailed(update: string, step: string | undefined): void {
    const failed = this.failed().filter(({ name }) => update !== 'skipHook' || name.startsWith(hookStep('')));
    if (failed.some(({ name }) => name === step) && !this.choices.has(step ?? '')) return;
    throw refused(
      `${update} is not possible for "${step ?? ''}": only for a step that failed. ` +
        `Failed now: ${failed.map(({ name }) => name).join(', ') || 'none'}.`,
    );
  }

  private requireAbandonable(input: { reason?: unknown } | undefined): void {
    if (input?.reason !== undefined && typeof input.reason !== 'string') throw refused('"reason" must be text.');
    if (this.failed().length > 0) return;
    throw refused('abandon is only possible after a step has failed. To stop a running operation, cancel it.');
  }

  private choose(step: string, choice: 'retry' | 'skip'): SpawnProgress {
    this.choices.set(step, choice);
    return this.view();
  }

  private abandon(reason = ''): SpawnProgress {
    this.abandoned = reason;
    this.show();
    return this.view();
  }

  private show(): void {
    const phase =
      this.failed().length > 0
        ? 'waiting for a person'
        : this.desk.requests.length > 0
          ? 'waiting for approval'
          : this.phase;
    // Each change of an attribute is an event of the history.
    if (phase !== this.labelled) label({ phase });
    this.labelled = phase;
    const rows = this.list().map(({ name, state, detail }) => `| ${name} | ${state} | ${detail ?? ''} |`);
    const waiting = this.desk.requests.map(
      ({ digest, plans }) => `- ${plans.map(({ stack }) => stack).join(', ')} waits for an approval of \`${digest}\``,
    );
    setCurrentDetails(
      [
        `Making **${this.environment}**${this.accountId === undefined ? '' : ` in account ${this.accountId}`}: **${phase}**`,
        '',
        '| step | state | detail |',
        '|---|---|---|',
        ...rows,
        '',
        ...waiting,
        ...this.notes.map((note) => `- ${note}`),
        `Possible now: ${[...this.allowed(), 'cancel (leaves what was made; start again to go on)'].join(', ')}.`,
      ].join('\n'),
    );
  }
}

/** Ends a hook that a person left out. */
export class StepSkipped extends Error {
  override readonly name = 'StepSkipped';
}

/** What the step of a hook is called. */
export function hookStep(hook: string): string {
  return `hook ${hook}`;
}

function refused(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'InvalidInput');
}
