import { faults } from './faults.js';
import type { Members } from './members.js';
import type { OrganizationDelays, OrganizationQuotas } from './options.js';

const month = 30 * 24 * 3_600_000;
const mostPerMonth = 1_000;
/** The part of all accounts that may be closed within a month, when it is more than the fixed number. */
const share = 0.2;

/** Closes accounts: at first PENDING_CLOSURE, later SUSPENDED, never again open here. */
export class Closings {
  private readonly closedAt: number[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly members: Members,
    private readonly delays: OrganizationDelays,
    private readonly quotas: OrganizationQuotas,
  ) {}

  /** @throws {AwsError} with Organizations' codes for what may not be closed, or not now. */
  accept(accountId: string): void {
    const { accounts } = this.members;
    this.requireClosable(accountId);
    this.closedAt.push(Date.now());
    accounts.close(accountId, 'PENDING_CLOSURE');
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      accounts.close(accountId, 'SUSPENDED');
    }, this.delays.closing);
    this.timers.add(timer);
  }

  /** Lets what is in progress stay so. */
  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private requireClosable(accountId: string): void {
    const { accounts, management } = this.members;
    const { id } = this.members.find(accountId);
    if (id === management.id) {
      throw faults.constraint('CANNOT_CLOSE_MANAGEMENT_ACCOUNT', 'You attempted to close the management account.');
    }
    if (accounts.status(id) === 'SUSPENDED') throw faults.accountClosed();
    if (accounts.status(id) === 'PENDING_CLOSURE') throw faults.closing();
    const pending = accounts.all().filter((account) => accounts.status(account.id) === 'PENDING_CLOSURE');
    if (pending.length >= this.quotas.closingsInProgress) {
      throw faults.constraint(
        'CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED',
        'You attempted to exceed the number of accounts that you can close at a time.',
      );
    }
    const recent = this.closedAt.filter((time) => time > Date.now() - month);
    if (recent.length >= this.closable()) {
      throw faults.constraint(
        'CLOSE_ACCOUNT_QUOTA_EXCEEDED',
        'You have exceeded close account quota for the past 30 days.',
      );
    }
  }

  private closable(): number {
    const members = this.members.all().length - 1;
    return Math.min(Math.max(this.quotas.closingsPerMonth, Math.floor(members * share)), mostPerMonth);
  }
}
