import {
  ApplicationFailure,
  condition,
  defineQuery,
  defineUpdate,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { DatabaseProgress, DatabaseStep, RefreshPhase, RefreshProgress } from '../../domain/messages/refresh.js';
import { label } from '../support/operation.js';

export const progressQuery = defineQuery<RefreshProgress>('progress');
export const pauseUpdate = defineUpdate<RefreshProgress>('pause');
export const resumeUpdate = defineUpdate<RefreshProgress>('resume');
export const skipDatabaseUpdate = defineUpdate<RefreshProgress, [{ database: string }]>('skipDatabase');
export const approveCutoverUpdate = defineUpdate<RefreshProgress>('approveCutover');

const unfinished: readonly DatabaseStep[] = ['waiting', 'sanitising', 'preparing', 'ready'];

/** What a refresh knows of itself: the phase, every database, and what an operator has asked for. */
export class RefreshState {
  private phase: RefreshPhase = 'resolving';
  private labelled?: string;
  private paused = false;
  private approved = false;
  private readonly databases = new Map<string, DatabaseProgress>();
  private readonly skips = new Map<string, () => void>();

  constructor(
    private readonly environment: string,
    private readonly operationId: string,
    private readonly generation: string,
  ) {
    setHandler(progressQuery, () => this.view(), { description: 'The phase and every database' });
    setHandler(pauseUpdate, () => this.pause(true), {
      validator: () => this.require('pause'),
      description: 'Begins no further step until resumed; a running step ends',
    });
    setHandler(resumeUpdate, () => this.pause(false), { validator: () => this.require('resume') });
    setHandler(skipDatabaseUpdate, ({ database }) => this.skip(database), {
      validator: (input: { database: string } | undefined) => this.requireSkippable(input),
      description: 'Leaves one database as it is and goes on with the others: {"database":"users"}',
    });
    setHandler(approveCutoverUpdate, () => this.approve(), {
      validator: () => this.require('approveCutover'),
      description: 'Lets the new generation serve',
    });
    this.show();
  }

  /** Begins a phase, once nobody holds the operation paused. */
  async enter(phase: RefreshPhase): Promise<void> {
    await this.gate();
    this.phase = phase;
    this.show();
  }

  /** Begins to clear up, paused or not; what does not serve by now is not going to. */
  clearUp(why: string): void {
    this.paused = false;
    this.phase = 'clearing up';
    for (const { database, step } of this.list()) if (unfinished.includes(step)) this.stop(database, why);
    this.show();
  }

  /** Waits while the operation is paused. */
  async gate(): Promise<void> {
    await condition(() => !this.paused);
  }

  /** Waits for a person to approve the cutover. */
  async approval(): Promise<void> {
    await this.enter('waiting for approval');
    await condition(() => this.approved);
  }

  /** Records how far a database is. One that was skipped stays so, however far it still came. */
  set(database: string, reached: DatabaseStep, more: Omit<Partial<DatabaseProgress>, 'database' | 'step'> = {}): void {
    const step = this.isSkipped(database) ? 'skipped' : reached;
    const { workflowId: _ended, ...known } = this.databases.get(database) ?? { database, step };
    this.databases.set(database, { ...known, ...more, step });
    this.show();
  }

  /** Records that nothing more is done for a database, through no fault of its own. */
  stop(database: string, why: string): void {
    this.set(database, 'stopped', { error: why });
  }

  /** Says how a running database is stopped when an operator skips it. */
  onSkip(database: string, stop: () => void): void {
    this.skips.set(database, stop);
  }

  isSkipped(database: string): boolean {
    return this.databases.get(database)?.step === 'skipped';
  }

  list(): DatabaseProgress[] {
    return [...this.databases.values()];
  }

  private view(): RefreshProgress {
    return {
      environment: this.environment,
      operationId: this.operationId,
      generation: this.generation,
      phase: this.phase,
      paused: this.paused,
      allowed: this.allowed(),
      databases: this.list(),
    };
  }

  private allowed(): string[] {
    const preparing = this.phase === 'preparing databases';
    return [
      ...(this.paused ? ['resume'] : []),
      ...(!this.paused && (preparing || this.phase === 'resolving' || this.phase === 'waiting for approval')
        ? ['pause']
        : []),
      ...(preparing ? ['skipDatabase'] : []),
      ...(this.phase === 'waiting for approval' && !this.approved ? ['approveCutover'] : []),
    ];
  }

  private require(update: string): void {
    if (this.allowed().includes(update)) return;
    throw refused(
      `${update} is not possible while the refresh is ${this.paused ? 'paused in ' : ''}"${this.phase}". ` +
        `Possible now: ${this.allowed().join(', ') || 'nothing but to cancel'}.`,
    );
  }

  private requireSkippable(input: { database: string } | undefined): void {
    this.require('skipDatabase');
    const step = this.databases.get(input?.database ?? '')?.step;
    if (step !== undefined && unfinished.includes(step)) return;
    throw refused(
      `"${input?.database ?? ''}" cannot be skipped: ${step === undefined ? 'this refresh does not have it' : `it is ${step}`}. ` +
        'Give {"database":"NAME"}.',
    );
  }

  private pause(paused: boolean): RefreshProgress {
    this.paused = paused;
    this.show();
    return this.view();
  }

  private approve(): RefreshProgress {
    this.approved = true;
    return this.view();
  }

  private skip(database: string): RefreshProgress {
    this.set(database, 'skipped');
    this.skips.get(database)?.();
    return this.view();
  }

  private show(): void {
    const phase = this.paused ? 'paused' : this.phase;
    // Each change of an attribute is an event of the history.
    if (phase !== this.labelled) label({ phase });
    this.labelled = phase;
    const rows = this.list().map(
      ({ database, step, workflowId, dataTime, error }) =>
        `| ${database} | ${step} | ${dataTime ?? ''} | ${error ?? workflowId ?? ''} |`,
    );
    setCurrentDetails(
      [
        `Refreshing **${this.environment}** to generation ${this.generation}: **${this.paused ? 'paused, ' : ''}${this.phase}**`,
        '',
        '| database | step | data time | detail |',
        '|---|---|---|---|',
        ...rows,
        '',
        `Possible now: ${[...this.allowed(), 'cancel (clears up; never terminate)'].join(', ')}.`,
      ].join('\n'),
    );
  }
}

function refused(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'InvalidInput');
}
