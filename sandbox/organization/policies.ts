import { policySubjects, type PolicySubject } from '../../templates/policies/catalogue.js';
import type { PolicyScope } from '../../templates/policies/policy-scope.js';
import { instance } from '../services/identity-center/instance.js';
import type { Account, Accounts } from './accounts.js';
import { stateBucket } from './state-bucket.js';
import { parentZone } from './zones.js';

/** The user in the builder account that workers get their base identity from; here one for all queues. */
export const baseUser = 'backlot';

/** The roles and keys of an account with the policies that the product generates for an organisation like this one. */
export function subjectsOf(accounts: Accounts, account: Account): PolicySubject[] {
  return policySubjects(scopeOf(accounts)).filter(({ accountId }) => accountId === account.id);
}

/** The ARN of the identity that workers start from. */
export function baseArn(accounts: Accounts): string {
  return `arn:aws:iam::${accounts.only('builder').id}:user/${baseUser}`;
}

function scopeOf(accounts: Accounts): PolicyScope {
  const worker = baseArn(accounts);
  const { id: production, regions } = accounts.only('production');
  const { id: cleanroom, regions: cleanroomRegions } = accounts.only('cleanroom');
  return {
    production: {
      id: production,
      // What was left in production is looked for wherever the clean room is.
      regions: [...new Set([...cleanroomRegions, ...regions])],
      // Any instance may be a source here, and point-in-time copies may be tried: the fleet decides what is done.
      sourceInstances: ['*'],
      temporaryInstances: true,
    },
    cleanroom: { id: cleanroom, regions: cleanroomRegions, worker },
    environments: accounts
      .ofKind('environment')
      .map(({ name, id, regions: own }) => ({ name, id, regions: own, zone: `${name}.${parentZone}`, worker })),
    builder: { id: accounts.only('builder').id, mainWorker: worker, hookWorker: worker },
    factory: {
      worker,
      protected: accounts
        .all()
        .filter(({ kind }) => kind !== 'environment' && kind !== 'member')
        .map(({ id }) => id),
      awaited: [],
      management: { id: accounts.only('management').id, role: 'BacklotAccounts' },
      dns: { id: accounts.only('dns').id, role: 'BacklotDns', parentZone },
      identityCenter: {
        instance: instance.id,
        identityStore: instance.identityStoreId,
        // One set stays out of Backlot's hands, as sets of people do.
        permissionSets: [instance.permissionSets.Developer, instance.permissionSets.ReadOnly],
      },
    },
    state: { bucket: stateBucket, region: 'us-east-1', kmsKey: 'alias/backlot-state' },
  };
}
