const lookEveryMs = 250;

interface Wake {
  readonly at: number;
  readonly silentMs: number;
}

/**
 * Notices that this process stood still and goes on: it was stopped, its machine slept, or something held its event loop.
 * What the server handed over in the meantime lies in the process as if it had just come.
 */
export class WakeWatch {
  private lookedAt = Date.now();
  /** Each from a shorter silence than the one before: a later wake from a longer one answers for both. */
  private readonly wakes: Wake[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor() {
    this.timer = setInterval(() => this.look(), lookEveryMs).unref();
  }

  /** Returns whether the process woke up after a moment (ms since the epoch) from a silence longer than the given one. */
  wokeAfter(moment: number, silenceMs: number): boolean {
    // Work may come out of the socket before the timer fires.
    this.look();
    return this.wakes.some(({ at, silentMs }) => at > moment && silentMs > silenceMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    // By the wall clock: the others of this machine stand still while it sleeps.
    const now = Date.now();
    const silentMs = now - this.lookedAt;
    this.lookedAt = now;
    if (silentMs <= 2 * lookEveryMs) return;
    while ((this.wakes.at(-1)?.silentMs ?? Infinity) <= silentMs) this.wakes.pop();
    this.wakes.push({ at: now, silentMs });
  }
}
