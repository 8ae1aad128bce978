import type { CreatedAccount } from '../../../../domain/messages/spawn.js';

/** An account of the fake organisation. */
export interface FakeAccount {
  readonly id: string;
  unit: string;
  status: string;
  tags: Record<string, string>;
  /** What became of the role that it was born with. */
  bootstrap: 'closed' | 'open' | 'gone';
}

/** The fake organisation's accounts, and what is asked of it. */
export class FakeOrganization {
  readonly accounts = new Map<string, FakeAccount>();
  /** What comes of the next requests for accounts, before one succeeds. */
  readonly obstacles: CreatedAccount[] = [];
  /** Requests by id, with the account each made. */
  readonly requests = new Map<string, CreatedAccount>();
  private serial = 700_000_000_000;

  /** Adds an account. */
  add(account: Partial<FakeAccount> = {}): FakeAccount {
    const id = String(++this.serial);
    const made: FakeAccount = { id, unit: 'root', status: 'ACTIVE', tags: {}, bootstrap: 'closed', ...account };
    this.accounts.set(made.id, made);
    return made;
  }
}
