import { AwsError } from '../../gateway/contract.js';
import { randomId } from './zone.js';

/** What Route 53 tells of a change. */
export interface ChangeInfo extends Readonly<Record<string, unknown>> {
  /** `/change/C…`. */
  readonly Id: string;
  readonly Status: 'PENDING' | 'INSYNC';
  readonly SubmittedAt: Date;
}

/** Changes on their way to the name servers: PENDING at first, INSYNC after a delay, each with an id of its own. */
export class Changes {
  private readonly changes = new Map<string, ChangeInfo>();
  private readonly timers = new Set<NodeJS.Timeout>();

  /** @param delayMs from a change's acceptance to its being served. */
  constructor(private readonly delayMs: number) {}

  /** Accepts a change; `publish` is run when it is INSYNC. Changes are published in the order of their acceptance. */
  accept(publish: () => void): ChangeInfo {
    const change: ChangeInfo = { Id: `/change/C${randomId(20)}`, Status: 'PENDING', SubmittedAt: new Date() };
    this.changes.set(change.Id, change);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.changes.set(change.Id, { ...change, Status: 'INSYNC' });
      publish();
    }, this.delayMs);
    this.timers.add(timer);
    return change;
  }

  /** @throws {AwsError} `NoSuchChange`. */
  get(id: unknown): ChangeInfo {
    const change = this.changes.get(`/change/${String(id).replace(/^.*\//, '')}`);
    if (change === undefined) {
      throw new AwsError('NoSuchChange', `Could not find resource with ID: ${String(id)}`, 404);
    }
    return change;
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }
}
