import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { BacklotError, type ErrorCode } from '../../../domain/errors.js';

/** Which call of an activity is meant; attempts of one call count once. */
export interface Which {
  /** 1 is the first call; every call when absent. */
  readonly nth?: number;
  /** Text that the input must hold, for example the name of a database. */
  readonly about?: string;
}

interface Rule extends Which {
  readonly activity: string;
  readonly when: 'before' | 'after';
  readonly act: (attempt: number) => unknown;
  readonly matched: string[];
}

const looksAtWorkflows = ['awaitHolderGone', 'awaitWorkflowClosed', 'describeLease'];

/** Watches every activity of a test, and makes chosen ones go wrong. */
export class Faults {
  /** The activities that were called, in order of their first attempts; without those that look at workflows. */
  readonly calls: string[] = [];
  private readonly rules: Rule[] = [];
  private readonly seen = new Set<string>();
  private readonly repeated = new Set<string>();
  private twice = false;

  /** Does something before a call has its effect; what it throws ends the attempt. */
  before(activity: string, which: Which, act: Rule['act']): void {
    this.rules.push({ activity, ...which, when: 'before', act, matched: [] });
  }

  /** Does something after a call had its effect; what it throws ends the attempt, so that the worker's answer is lost. */
  after(activity: string, which: Which, act: Rule['act']): void {
    this.rules.push({ activity, ...which, when: 'after', act, matched: [] });
  }

  /** Makes every attempt of a call fail with a stable code. */
  fail(activity: string, which: Which = {}, code: ErrorCode = 'ResourceFailed'): void {
    this.before(activity, which, () => {
      throw new BacklotError(code, `${activity} was made to fail.`);
    });
  }

  /** Lets everything go right again. */
  clear(): void {
    this.rules.length = 0;
  }

  /** Loses the answer of every call once, after its effect, so that every activity runs twice. */
  everyCallRunsTwice(): void {
    this.twice = true;
  }

  /** Surrounds activities with the faults. */
  around(activities: object): object {
    const wrapped = Object.entries(activities).map(([name, run]: [string, unknown]) => {
      const work = run as (input: unknown) => unknown;
      return [name, (input: unknown) => this.call(name, input, () => work(input))];
    });
    return Object.fromEntries(wrapped) as Record<string, unknown>;
  }

  private async call(activity: string, input: unknown, work: () => unknown): Promise<unknown> {
    const { workflowExecution, activityId, attempt } = Context.current().info;
    const id = `${workflowExecution?.runId ?? ''}/${activityId}`;
    if (!this.seen.has(id) && !looksAtWorkflows.includes(activity)) this.calls.push(activity);
    this.seen.add(id);
    const acting = this.rules.filter((rule) => rule.activity === activity && matches(rule, id, JSON.stringify(input)));
    for (const { when, act } of acting) if (when === 'before') await act(attempt);
    const result = await work();
    for (const { when, act } of acting) if (when === 'after') await act(attempt);
    if (this.twice && !this.repeated.has(id)) {
      this.repeated.add(id);
      throw ApplicationFailure.create({ type: 'AnswerLost', message: 'The answer was lost.', nextRetryDelay: 1 });
    }
    return result;
  }
}

function matches({ about, nth, matched }: Rule, id: string, input: string): boolean {
  if (about !== undefined && !input.includes(about)) return false;
  if (!matched.includes(id)) matched.push(id);
  return nth === undefined || matched[nth - 1] === id;
}
