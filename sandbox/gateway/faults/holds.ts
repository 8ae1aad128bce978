import type { HeldCall } from './fault.js';

/** How a held call goes on: as if nothing had been, or without a connection. */
export type Release = 'go on' | 'drop';

interface Waiting {
  readonly call: HeldCall;
  readonly release: (how: Release) => void;
}

/** The calls that one fault keeps. */
export class Holds {
  private readonly waiting = new Set<Waiting>();

  /** Waits until the call is released. One whose caller goes away meanwhile is dropped. */
  async keep(call: HeldCall, gone: AbortSignal | undefined): Promise<Release> {
    return await new Promise<Release>((done) => {
      const release = (how: Release) => {
        this.waiting.delete(entry);
        gone?.removeEventListener('abort', leave);
        done(how);
      };
      const leave = () => release('drop');
      const entry: Waiting = { call, release };
      this.waiting.add(entry);
      if (gone?.aborted === true) leave();
      else gone?.addEventListener('abort', leave);
    });
  }

  all(): HeldCall[] {
    return [...this.waiting].map(({ call }) => call);
  }

  /** Lets calls go, those with the request id or all. Returns how many. */
  release(how: Release, requestId: string | undefined): number {
    const chosen = [...this.waiting].filter(({ call }) => requestId === undefined || call.requestId === requestId);
    for (const { release } of chosen) release(how);
    return chosen.length;
  }
}
