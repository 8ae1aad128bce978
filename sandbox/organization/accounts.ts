/** What an account of the sandbox's organisation is for. */
export type AccountKind = 'management' | 'builder' | 'production' | 'cleanroom' | 'dns' | 'environment';

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
  private readonly byName = new Map<string, Account>();
  private readonly closed = new Set<string>();
  private serial = 0;

  constructor(seeded: readonly Account[]) {
    for (const account of seeded) this.byName.set(account.name, account);
  }

  all(): readonly Account[] {
    return [...this.byName.values()];
  }

  ofKind(kind: AccountKind): readonly Account[] {
    return this.all().filter((account) => account.kind === kind);
  }

  /** Finds an account by its name or its number. */
  find(nameOrId: string): Account | undefined {
    return this.byName.get(nameOrId) ?? this.all().find(({ id }) => id === nameOrId);
  }

  /** The one account of a kind that there is only one of. */
  only(kind: Exclude<AccountKind, 'environment'>): Account {
    const [account] = this.ofKind(kind);
    if (account === undefined) throw new Error(`The organisation has no ${kind} account.`);
    return account;
  }

  /** Adds an environment's account under a number of its own. */
  addEnvironment(name: string, regions: readonly string[]): Account {
    this.serial += 1;
    const id = String(600_000_000_000 + this.serial);
    const account: Account = { id, name, kind: 'environment', regions };
    this.byName.set(name, account);
    return account;
  }

  /** Closes an account: its credentials stop working and its roles cannot be assumed. */
  close(accountId: string): void {
    this.closed.add(accountId);
  }

  isClosed(accountId: string): boolean {
    return this.closed.has(accountId);
  }
}
