import type { Session, Sessions } from './session.js';

/** One session per runner and database, opened when first wanted: a run over many small tables does not reconnect. */
export class SessionCache {
  private readonly cached = new Map<string, Promise<Session>>();

  constructor(
    private readonly sessions: Sessions,
    private readonly prepare: (session: Session) => Promise<void> = () => Promise.resolve(),
  ) {}

  get(database: string, runner: number): Promise<Session> {
    const key = `${String(runner)} ${database}`;
    let session = this.cached.get(key);
    if (session === undefined) {
      session = this.sessions.connect(database).then(async (opened) => {
        await this.prepare(opened);
        return opened;
      });
      this.cached.set(key, session);
    }
    return session;
  }

  async close(): Promise<void> {
    const settled = await Promise.allSettled([...this.cached.values()]);
    for (const result of settled) {
      if (result.status === 'fulfilled') await this.sessions.release(result.value);
    }
    this.cached.clear();
  }
}
