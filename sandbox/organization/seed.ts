import type { Service } from '../gateway/contract.js';
import { KeyMutex } from '../gateway/key-mutex.js';
import type { Moto } from '../gateway/moto.js';
import type { Account, Accounts } from './accounts.js';
import { allowEnvironmentsToUseImages, seedKeys } from './keys.js';
import type { Organization } from '../services/organizations/organization.js';
import { seedNetworks } from './networks.js';
import type { Places } from './places.js';
import { putBaseUserPolicies, seedRoles } from './roles.js';
import { seedStateBucket } from './state-bucket.js';
import { makeUnits, placeInUnit } from './units.js';
import { seedZone } from './zones.js';

/** What the organisation is made with. */
export interface SeedContext {
  readonly accounts: Accounts;
  readonly places: Places;
  readonly moto: Moto;
  readonly kms: Service;
  readonly rds: Service;
  readonly route53: Service;
  readonly organization: Organization;
  /** Told when IAM's part of an account was changed behind the gateway. */
  readonly iamChanged: (accountId: string) => void;
}

/** Fills every account of the organisation. */
export async function seedOrganization(context: SeedContext): Promise<void> {
  makeUnits(context.organization);
  await Promise.all([
    ...context.accounts.all().map((account) => seedAccount(context, account)),
    seedStateBucket(context.moto, context.accounts.only('builder')),
  ]);
}

/** What grows with every environment is written by one at a time, so that the last one has all of them. */
const shared = new KeyMutex();

/** Adds an environment's account with everything that the seeded ones have, and returns it. */
export async function addEnvironment(context: SeedContext, name: string, regions: readonly string[]): Promise<Account> {
  const account = context.accounts.addEnvironment(name, regions);
  const { accounts, kms, moto, iamChanged } = context;
  await seedAccount(context, account);
  await shared.run(accounts.only('builder').id, async () => {
    await allowEnvironmentsToUseImages(kms, accounts);
    await putBaseUserPolicies(moto, accounts);
  });
  iamChanged(accounts.only('builder').id);
  return account;
}

async function seedAccount(context: SeedContext, account: Account): Promise<void> {
  const { accounts, places, moto, kms, route53 } = context;
  places.addAccount(account);
  placeInUnit(context.organization, account);
  const zoneInNetwork = async () => await seedZone(route53, account, await seedNetworks(context, account));
  await Promise.all([seedRoles(moto, account, accounts), seedKeys(kms, account, accounts), zoneInNetwork()]);
}
