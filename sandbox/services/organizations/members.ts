import type { Account, Accounts } from '../../organization/accounts.js';
import { faults } from './faults.js';

/** What Organizations knows of an account beside its number and name. */
export interface MemberDetails {
  readonly email: string;
  readonly joinedAt: Date;
}

/** The accounts of the organisation as Organizations sees them. */
export class Members {
  private readonly created = new Map<string, MemberDetails>();
  private readonly startedAt = new Date();

  constructor(readonly accounts: Accounts) {}

  get management(): Account {
    return this.accounts.only('management');
  }

  all(): readonly Account[] {
    return this.accounts.all();
  }

  /** @throws {AwsError} `AccountNotFoundException`. */
  find(accountId: string): Account {
    const account = this.all().find(({ id }) => id === accountId);
    if (account === undefined) throw faults.accountNotFound();
    return account;
  }

  details({ id, name }: Account): MemberDetails {
    return this.created.get(id) ?? { email: `aws+${name}@acme.example`, joinedAt: this.startedAt };
  }

  /** An address belongs to an account for good: that of a closed one is not free either. */
  hasEmail(email: string): boolean {
    return this.all().some((account) => this.details(account).email.toLowerCase() === email.toLowerCase());
  }

  add(name: string, email: string): Account {
    const account = this.accounts.addMember(name);
    this.created.set(account.id, { email, joinedAt: new Date() });
    return account;
  }
}
