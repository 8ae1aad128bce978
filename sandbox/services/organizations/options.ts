import type { Account } from '../../organization/accounts.js';

/** How long Organizations takes, in ms. */
export interface OrganizationDelays {
  readonly creating: number;
  readonly closing: number;
}

/** What an organisation may have and do. */
export interface OrganizationQuotas {
  /** Accounts of every status. */
  readonly accounts: number;
  readonly creationsInProgress: number;
  readonly closingsInProgress: number;
  /** Accounts that may be closed within 30 days, whatever their number; of many accounts a fifth may. */
  readonly closingsPerMonth: number;
}

/** AWS's own, but for the number of accounts, which starts at 10 and is raised on request. */
export const defaultOrganizationQuotas: OrganizationQuotas = {
  accounts: 1_000,
  creationsInProgress: 5,
  closingsInProgress: 3,
  closingsPerMonth: 250,
};

/** Makes the role by which the management account gets into a new account. */
export type MakeAccessRole = (account: Account, roleName: string) => Promise<void>;
