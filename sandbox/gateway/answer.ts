import type { OutgoingHttpHeaders } from 'node:http';

/** What goes back to the client. */
export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer | string;
}
