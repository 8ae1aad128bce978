import { AwsError } from '../../gateway/contract.js';
import type { Route53Delays } from './options.js';
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

  private readonly busyUntil = new Map<string, number>();

  constructor(private readonly delays: Route53Delays) {}

  /**
   * Checks that no change of a zone is being taken in.
   *
   * @throws {AwsError} `PriorRequestNotComplete`.
   */
  requireQuiet(zoneId: string): void {
    if ((this.busyUntil.get(zoneId) ?? 0) <= Date.now()) return;
    throw new AwsError(
      'PriorRequestNotComplete',
      'The request was rejected because Route 53 was still processing a prior request.',
    );
  }

  /**
   * Accepts a change; `publish` is run when it is INSYNC. Changes are published in the order of their acceptance.
   *
   * @param zoneId the zone that takes no other change of records for a moment.
   */
  accept(publish: () => void, zoneId?: string): ChangeInfo {
    if (zoneId !== undefined) this.busyUntil.set(zoneId, Date.now() + this.delays.dnsProcessing);
    const change: ChangeInfo = { Id: `/change/C${randomId(20)}`, Status: 'PENDING', SubmittedAt: new Date() };
    this.changes.set(change.Id, change);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.changes.set(change.Id, { ...change, Status: 'INSYNC' });
      publish();
    }, this.delays.dnsChange);
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
