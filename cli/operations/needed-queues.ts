import type { Account } from '../../domain/fleet/account.js';
import type { Fleet } from '../../domain/fleet/fleet.js';
import { cleanroomQueue, environmentQueue, hooksQueue, mainQueue, terraformQueue } from '../../domain/queues.js';
import { familyOf } from './check-names.js';

/** The task queues that the sanitisation of one database needs. */
export function queuesOfSanitize(fleet: Fleet, database: string): string[] {
  return [mainQueue, ...sourceRegions(fleet, database).map(cleanroomQueue)];
}

/** The task queues that a refresh needs: those of its sanitisations too, because an image may be too old. */
export function queuesOfRefresh(fleet: Fleet, account: Account, databases: readonly string[] | undefined): string[] {
  const names = databases ?? (account.databases?.include ?? []).map(({ name }) => name);
  const hooks = account.hooks.postRestore.length > 0 ? [hooksQueue] : [];
  return unique([
    mainQueue,
    ...names.flatMap((name) => sourceRegions(fleet, name)).map(cleanroomQueue),
    ...environmentQueues(account),
    ...hooks,
  ]);
}

/** The task queues that a spawn needs; those of its first refresh are looked at when it comes to it. */
export function queuesOfSpawn({ hooks }: Account): string[] {
  const hasHooks = hooks.preDeploy.length + hooks.postDeploy.length > 0;
  return [mainQueue, terraformQueue, ...(hasHooks ? [hooksQueue] : [])];
}

/** The task queues that a comparison with production needs: the states of stacks are read beside Terraform. */
export function queuesOfParity({ blueprint }: Account): string[] {
  return [mainQueue, ...(blueprint === undefined ? [] : [terraformQueue])];
}

/** The task queues that a look for drift needs: stacks are planned where Terraform is. */
export function queuesOfDrift(accounts: readonly Pick<Account, 'blueprint'>[]): string[] {
  return [mainQueue, ...(accounts.some(({ blueprint }) => blueprint !== undefined) ? [terraformQueue] : [])];
}

/** The task queues that a rollback needs. */
export function queuesOfRollback(account: Account): string[] {
  return unique([mainQueue, ...environmentQueues(account)]);
}

function environmentQueues({ account, regions }: Account): string[] {
  return Object.keys(regions).map((region) => environmentQueue(account, region));
}

/** Raw copies never cross regions, so the clean room that scrubs a database is in its source's region. */
function sourceRegions(fleet: Fleet, name: string): readonly string[] {
  const database = fleet.databases[name];
  if (database !== undefined) return [database.source.region];
  return (fleet.families[name] ?? familyOf(fleet, name))?.source.regions ?? [];
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
