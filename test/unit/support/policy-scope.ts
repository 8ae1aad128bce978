import { policySubjects, type PolicySubject } from '../../../templates/policies/catalogue.js';
import { toDocument, type PolicyDocument } from '../../../templates/policies/policy-document.js';
import type { PolicyScope } from '../../../templates/policies/policy-scope.js';

const builder = '111111111111';

/** An organisation with two regions and two environments, whose workers have identities of their own. */
export const scope: PolicyScope = {
  production: {
    id: '222222222222',
    regions: ['eu-central-1', 'us-east-1'],
    sourceInstances: ['prod-orders', 'prod-users'],
    temporaryInstances: false,
  },
  cleanroom: {
    id: '333333333333',
    regions: ['us-east-1', 'eu-central-1'],
    worker: `arn:aws:iam::${builder}:role/BacklotCleanroomWorker`,
  },
  environments: [
    {
      name: 'qa1',
      id: '555555555555',
      regions: ['us-east-1'],
      zone: 'qa1.acme.example',
      worker: `arn:aws:iam::${builder}:role/BacklotDataWorker-qa1`,
    },
    {
      name: 'qa2',
      id: '666666666666',
      regions: ['eu-central-1'],
      zone: 'qa2.acme.example',
      worker: `arn:aws:iam::${builder}:role/BacklotDataWorker-qa2`,
    },
  ],
  builder: {
    id: builder,
    mainWorker: `arn:aws:iam::${builder}:role/BacklotMainWorker`,
    hookWorker: `arn:aws:iam::${builder}:role/BacklotHookWorker`,
  },
  state: { bucket: 'acme-backlot-state', region: 'us-east-1', kmsKey: 'alias/backlot-state' },
};

/** The same organisation, where point-in-time copies may restore temporary instances in production. */
export const temporaryScope: PolicyScope = {
  ...scope,
  production: { ...scope.production, temporaryInstances: true },
};

/** The same organisation, which also makes accounts; one environment still has none. */
export const factoryScope: PolicyScope = {
  ...temporaryScope,
  factory: {
    protected: ['100000000000', '111111111111', '222222222222', '333333333333', '444444444444'],
    awaited: [{ name: 'qa3', regions: ['us-east-1'], worker: `arn:aws:iam::${builder}:role/BacklotDataWorker-qa3` }],
    worker: `arn:aws:iam::${builder}:role/BacklotTerraformWorker`,
    management: { id: '100000000000', role: 'BacklotAccounts' },
    dns: { id: '444444444444', role: 'BacklotDns', parentZone: 'acme.example' },
    identityCenter: {
      instance: 'ssoins-7223a1b2c3d4e5f6',
      identityStore: 'd-9067000000',
      permissionSets: ['ps-0a1b2c3d4e5f6071', 'ps-1a1b2c3d4e5f6072'],
    },
  },
};

/** Finds a role, key or worker identity; of keys the one in us-east-1. */
export function subject(name: string, account?: string, within: PolicyScope = scope): PolicySubject {
  const found = policySubjects(within).find(
    (each) =>
      each.name === name &&
      (account === undefined || each.account === account) &&
      (each.region === undefined || each.region === 'us-east-1'),
  );
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
}

/** The document of a role's, key's or worker identity's permissions. */
export function policyOf(name: string, account?: string, within: PolicyScope = scope): PolicyDocument {
  return toDocument(subject(name, account, within).rules);
}
