import { AwsError } from '../../gateway/contract.js';

/**
 * Lets every account make some requests a second: as many at once, then one whenever its turn has come again.
 */
export class RequestRate {
  private readonly accounts = new Map<string, { left: number; at: number }>();

  constructor(private readonly perSecond: number) {}

  /**
   * Counts a request.
   *
   * @throws {AwsError} `Throttling` for one too many.
   */
  take(accountId: string, now = Date.now()): void {
    const { left, at } = this.accounts.get(accountId) ?? { left: this.perSecond, at: now };
    const available = Math.min(this.perSecond, left + ((now - at) / 1_000) * this.perSecond);
    const allowed = available >= 1;
    this.accounts.set(accountId, { left: allowed ? available - 1 : available, at: now });
    if (!allowed) throw new AwsError('Throttling', 'Rate exceeded');
  }
}
