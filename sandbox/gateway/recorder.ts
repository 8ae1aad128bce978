import { createWriteStream, type WriteStream } from 'node:fs';
import type { InjectedFault } from './faults/fault.js';

/** One call, as it is kept. Secrets are removed from the parameters before it gets here. */
export interface RecordedCall {
  readonly requestId: string;
  /** ISO 8601, the moment the request had arrived. */
  readonly time: string;
  /** The calling account; absent when the caller could not be told. */
  readonly account?: string;
  readonly role?: string;
  readonly callerArn?: string;
  readonly service: string;
  readonly action: string;
  readonly region: string;
  readonly resource: string;
  readonly mutating: boolean;
  /** `ok`, or AWS's error code; `DroppedConnection` when a fault took the connection before the effect. */
  readonly result: string;
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The faults that were injected into the call. */
  readonly injected?: readonly InjectedFault[];
  readonly durationMs: number;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Which calls are wanted; every given member must match exactly. */
export interface CallFilter {
  readonly account?: string;
  readonly role?: string;
  readonly service?: string;
  readonly action?: string;
  readonly region?: string;
  readonly result?: string;
  /** ISO 8601: calls at or after this time. */
  readonly since?: string;
  readonly mutating?: boolean;
}

/** Keeps every call in memory and, one JSON line each, in a file. */
export class Recorder {
  private readonly calls: RecordedCall[] = [];
  private readonly file: WriteStream;

  constructor(path: string) {
    this.file = createWriteStream(path, { flags: 'a' });
    // The record in memory still serves when the disk is full or the directory is already being removed.
    this.file.on('error', () => undefined);
  }

  record(call: RecordedCall): void {
    this.calls.push(call);
    this.file.write(`${JSON.stringify(call)}\n`);
  }

  /** Returns the matching calls, oldest first. */
  find(filter: CallFilter): RecordedCall[] {
    return this.calls.filter((call) => matches(call, filter));
  }

  async close(): Promise<void> {
    await new Promise<void>((done) => this.file.end(() => done()));
  }
}

function matches(call: RecordedCall, { since, ...exact }: CallFilter): boolean {
  if (since !== undefined && Date.parse(call.time) < Date.parse(since)) return false;
  const members = Object.entries(exact) as [keyof typeof exact, unknown][];
  return members.every(([name, wanted]) => wanted === undefined || call[name] === wanted);
}
