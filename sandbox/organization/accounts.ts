/** What an account of the sandbox's organisation is for; a `member` was made by CreateAccount. */
export type AccountKind = 'management' | 'builder' | 'production' | 'cleanroom' | 'dns' | 'environment' | 'member';

/** What Organizations says of an account. From the moment it is being closed nothing in it works any more. */
export type AccountStatus = 'ACTIVE' | 'PENDING_CLOSURE' | 'SUSPENDED';

/** One account of the organisation. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly kind: AccountKind;
  /** The regions that have a network. */
  readonly regions: readonly string[];
}

/** The organisation that every sandbox starts with. */
export const seededAccounts: readonly Account[] = [
  { id: '100000000000', name: 'management', kind: 'management', regions: [] },
  { id: '111111111111', name: 'builder', kind: 'builder', regions: [] },
  { id: '222222222222', name: 'production', kind: 'production', regions: ['us-east-1'] },
  { id: '333333333333', name: 'cleanroom', kind: 'cleanroom', regions: ['us-east-1', 'eu-central-1'] },
  { id: '444444444444', name: 'dns', kind: 'dns', regions: [] },
  { id: '555555555555', name: 'qa1', kind: 'environment', regions: ['us-east-1', 'eu-central-1'] },
];

/** The accounts of a running sandbox. */
export class Accounts {
  private readonly byId = new Map<string, Account>();
  private readonly statuses = new Map<string, AccountStatus>();
  private environments = 0;
  private members = 0;

  constructor(seeded: readonly Account[]) {
    for (const account of seeded) this.byId.set(account.id, account);
  }

  all(): readonly Account[] {
    return [...this.byId.values()];
  }

  ofKind(kind: AccountKind): readonly Account[] {
    return this.all().filter((account) => account.kind === kind);
  }

  /** Finds an account by its name or its number; names need not be unique, the first one of a name is found. */
  find(nameOrId: string): Account | undefined {
    return this.all().find(({ name }) => name === nameOrId) ?? this.byId.get(nameOrId);
  }

  /** The one account of a kind that there is only one of. */
  only(kind: Exclude<AccountKind, 'environment' | 'member'>): Account {
    const [account] = this.ofKind(kind);
    if (account === undefined) throw new Error(`The organisation has no ${kind} account.`);
    return account;
  }

  /** Adds an environment's account under a number of its own. */
  addEnvironment(name: string, regions: readonly string[]): Account {
    this.environments += 1;
    return this.add({ id: String(600_000_000_000 + this.environments), name, kind: 'environment', regions });
  }

  /** Adds an account that has nothing in it yet. */
  addMember(name: string): Account {
    this.members += 1;
    return this.add({ id: String(700_000_000_000 + this.members), name, kind: 'member', regions: [] });
  }

  status(accountId: string): AccountStatus {
    return this.statuses.get(accountId) ?? 'ACTIVE';
  }

  /** Closes an account, or lets it go on being closed: its credentials stop working, its roles cannot be assumed. */
  close(accountId: string, status: Exclude<AccountStatus, 'ACTIVE'>): void {
    this.statuses.set(accountId, status);
  }

  isClosed(accountId: string): boolean {
    return this.status(accountId) !== 'ACTIVE';
  }

  private add(account: Account): Account {
    this.byId.set(account.id, account);
    return account;
  }
}
