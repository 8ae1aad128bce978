import { arn } from './names.js';
import type { EventRecord, InstanceDraft, SnapshotRecord } from './records.js';

/** How many events are kept per account and region. */
const kept = 5_000;

/** What happened in one account and region, oldest first. */
export class EventLog {
  readonly #events: EventRecord[] = [];

  instance(record: InstanceDraft, category: string, message: string): void {
    this.#add({
      sourceType: 'db-instance',
      sourceIdentifier: record.identifier,
      sourceArn: arn(record, 'db', record.identifier),
      categories: [category],
      message,
      date: new Date(),
    });
  }

  snapshot(record: SnapshotRecord, category: string, message: string): void {
    this.#add({
      sourceType: 'db-snapshot',
      sourceIdentifier: record.identifier,
      sourceArn: arn(record, 'snapshot', record.identifier),
      categories: [category],
      message,
      date: new Date(),
    });
  }

  all(): readonly EventRecord[] {
    return this.#events;
  }

  #add(event: EventRecord): void {
    this.#events.push(event);
    if (this.#events.length > kept) this.#events.shift();
  }
}
