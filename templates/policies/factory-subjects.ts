import { accountsRules } from './accounts-rules.js';
import type { PolicySubject } from './catalogue.js';
import { delegationRules } from './delegation-rules.js';
import { deployRules } from './deploy-rules.js';
import type { FactoryScope, PolicyScope } from './policy-scope.js';
import { readDelegationRules, readDirectoryRules } from './read-stack-rules.js';
import { reader } from './reader.js';
import { trustRules } from './trust-rules.js';
import { awaitedWorkerRules, terraformWorkerRules } from './worker-rules.js';

/** Lists the roles and the worker identity that accounts are made with. */
export function factorySubjects(scope: PolicyScope, factory: FactoryScope): PolicySubject[] {
  const { builder, environments } = scope;
  const { worker, management, dns } = factory;
  const byTerraform = trustRules([worker], 'the workers that run Terraform');
  return [
    {
      kind: 'role',
      name: management.role,
      account: 'management',
      accountId: management.id,
      purpose: 'makes, moves and tags accounts; closes only those that it has made',
      trust: trustRules([builder.mainWorker], 'the workers of the main queue'),
      rules: accountsRules(factory),
    },
    reader(scope, { account: 'management', accountId: management.id }, readDirectoryRules()),
    {
      kind: 'role',
      name: dns.role,
      account: 'dns',
      accountId: dns.id,
      purpose: 'delegates the zones of environments; no other name of the parent zone',
      trust: byTerraform,
      rules: delegationRules(dns.parentZone),
    },
    reader(scope, { account: 'dns', accountId: dns.id }, readDelegationRules()),
    ...environments.map((environment): PolicySubject => ({
      kind: 'role',
      name: 'BacklotDeploy',
      account: environment.name,
      accountId: environment.id,
      purpose: 'makes what the environment’s stacks hold; roles only within the boundary, and no data',
      trust: byTerraform,
      rules: deployRules(environment),
    })),
    ...factory.awaited.map(({ name, worker: own }): PolicySubject => ({
      kind: 'worker',
      name: own.split('/').at(-1) ?? own,
      account: 'builder',
      accountId: builder.id,
      purpose: `serves backlot-data/${name}/*`,
      rules: awaitedWorkerRules(scope, factory),
    })),
    {
      kind: 'worker',
      name: worker.split('/').at(-1) ?? worker,
      account: 'builder',
      accountId: builder.id,
      purpose: 'serves the queue backlot-terraform',
      rules: terraformWorkerRules(scope, factory),
    },
  ];
}
