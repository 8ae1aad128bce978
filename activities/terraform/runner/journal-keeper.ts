import { userInfo, hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import type { PlannedChange } from '../../../domain/messages/stacks.js';
import { credentialProvider } from '../../aws/sessions.js';
import { createStateBucket, type StateBucket } from '../state-bucket.js';
import { readEvent } from '../terraform-events.js';
import type { Journal, JournalledRun, JournalTarget, PipedCredentials } from './protocol.js';

const beatEveryMs = 5_000;
const lastAttempts = 30;
const againInMs = 2_000;

/** Keeps the journal of one apply in the bucket: what was begun, what is made, who holds the lock, and how it ended. */
export class JournalKeeper {
  private journal: Journal;
  private writing: Promise<void> = Promise.resolve();
  private isQueued = false;
  private isUnwritten = false;
  private beat: NodeJS.Timeout | undefined;
  private askedForLock = false;

  private constructor(
    private readonly target: JournalTarget,
    private readonly bucket: StateBucket,
    run: JournalledRun,
  ) {
    this.journal = { ...target.before, runs: [...target.before.runs, run] };
  }

  /** Writes that an apply begins; nothing may begin before that is written. */
  static async open(target: JournalTarget, credentials: () => Promise<PipedCredentials>): Promise<JournalKeeper> {
    const { endpoint, region } = target;
    const s3 = new S3Client({
      region,
      credentials: credentialProvider(async () => {
        const { expiration, ...keys } = await credentials();
        return { ...keys, ...(expiration === undefined ? {} : { expiration: new Date(expiration) }) };
      }),
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    });
    const now = new Date().toISOString();
    const host = hostname();
    const who = `${userInfo().username}@${host}`;
    const run = { plan: target.plan, startedAt: now, beatAt: now, host, pid: 0, who };
    const keeper = new JournalKeeper(target, createStateBucket(s3, target), run);
    await keeper.bucket.writeJson(target.key, keeper.journal);
    return keeper;
  }

  /** Notes the process, and beats from now on. */
  started(pid: number): void {
    this.change({ pid });
    this.beat = setInterval(() => this.change({ beatAt: new Date().toISOString() }), beatEveryMs);
  }

  /** Notes what a line of Terraform's output tells. */
  note(line: string): void {
    const event = readEvent(line);
    if (event?.kind === 'begun') {
      this.journal = { ...this.journal, begun: [...this.journal.begun, changeOf(event)] };
      // Nothing is applied without the lock, so whoever holds it now is this run.
      if (!this.askedForLock) void this.noteLock();
      this.change({});
    }
    if (event?.kind === 'complete' && event.id !== undefined && event.action !== 'delete') {
      const { address, type, id } = event;
      this.journal = { ...this.journal, made: [...this.journal.made, { address, type, id }] };
      this.change({});
    }
  }

  /** Writes how the apply has ended; tries for a while when the bucket does not answer. */
  async close(code: number | null): Promise<void> {
    clearInterval(this.beat);
    for (let attempt = 1; attempt <= lastAttempts; attempt += 1) {
      this.change({ ended: { at: new Date().toISOString(), code } });
      await this.writing;
      if (!this.isUnwritten) return;
      await pause(againInMs);
    }
  }

  private async noteLock(): Promise<void> {
    this.askedForLock = true;
    const lock = (await this.bucket.readJson(this.target.lockKey).catch(() => undefined)) as
      { ID?: string } | undefined;
    if (lock?.ID === undefined) this.askedForLock = false;
    else this.change({ lockId: lock.ID });
  }

  private change(run: Partial<JournalledRun>): void {
    const { runs } = this.journal;
    const last = runs.at(-1);
    if (last !== undefined) this.journal = { ...this.journal, runs: [...runs.slice(0, -1), { ...last, ...run }] };
    if (this.isQueued) return;
    this.isQueued = true;
    this.writing = this.writing.then(() => this.write());
  }

  /** One write at a time; what changes meanwhile goes with the next. */
  private async write(): Promise<void> {
    this.isQueued = false;
    this.isUnwritten = await this.bucket.writeJson(this.target.key, this.journal).then(
      () => false,
      () => true,
    );
  }
}

function changeOf({ address, type, action }: PlannedChange): PlannedChange {
  return { address, type, action };
}
