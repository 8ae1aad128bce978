import { defineQuery, setCurrentDetails } from '@temporalio/workflow';
import { formatDuration } from '../../domain/duration.js';
import type { StepView, StepsView } from '../../domain/messages/steps.js';
import { label } from './operation.js';

/** Answers with the steps of a workflow, their states and times. */
export const stepsQuery = defineQuery<StepsView>('steps');

/**
 * The named steps of a workflow, shown as a table in the Temporal UI, as a search attribute, and by the `steps` query.
 */
export class Steps {
  private readonly views: StepView[];
  private stopped = false;
  private notes: string[] = [];

  constructor(
    private readonly title: string,
    names: readonly string[],
  ) {
    this.views = names.map((name) => ({ name, state: 'waiting' }));
    this.show();
  }

  /** Adds steps that become known only later. */
  add(names: readonly string[]): void {
    for (const name of names) this.views.push({ name, state: 'waiting' });
    this.show();
  }

  /** Runs one step and shows it as running, then done or failed; of a result, what `describe` makes of it. */
  async run<T>(name: string, work: () => Promise<T>, describe?: (result: T) => string): Promise<T> {
    this.set(name, { state: 'running', startedAt: Date.now() });
    if (!this.stopped) label({ phase: name });
    try {
      const result = await work();
      const detail = describe === undefined ? {} : { detail: describe(result) };
      this.set(name, { state: 'done', endedAt: Date.now(), ...detail });
      return result;
    } catch (error) {
      this.set(name, { state: 'failed', endedAt: Date.now() });
      throw error;
    }
  }

  /** Adds a line below the table. */
  note(text: string): void {
    this.notes.push(text);
    this.show();
  }

  /** Marks what has not begun as not going to happen. */
  stop(): void {
    this.stopped = true;
    label({ phase: 'clearing up after a failure' });
  }

  view(): StepsView {
    return {
      title: this.title.replaceAll('*', ''),
      steps: this.views.map((view) => ({ ...view })),
      notes: [...this.notes],
    };
  }

  private set(name: string, change: Partial<StepView>): void {
    const index = this.views.findIndex((view) => view.name === name);
    const known = this.views[index];
    if (known !== undefined) this.views[index] = { ...known, ...change };
    this.show();
  }

  private show(): void {
    const rows = this.views.map(({ name, state, startedAt, endedAt, detail }) => {
      const time = startedAt === undefined || endedAt === undefined ? '' : formatDuration(endedAt - startedAt);
      return `| ${name} | ${detail ?? state} | ${time} |`;
    });
    setCurrentDetails(
      [
        this.title,
        '',
        '| step | state | time |',
        '|---|---|---|',
        ...rows,
        '',
        ...this.notes.map((note) => `- ${note}`),
      ].join('\n'),
    );
  }
}
