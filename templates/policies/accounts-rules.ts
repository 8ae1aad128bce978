import { tagKeys } from '../../domain/tags.js';
import { accessRules } from './access-rules.js';
import type { PolicyRule } from './policy-document.js';
import type { FactoryScope } from './policy-scope.js';
import { assumeInNewAccounts } from './worker-rules.js';

/** What BacklotAccounts may do in the management account: make, move and tag accounts, close those it has made, let people in. */
export function accountsRules(factory: FactoryScope): PolicyRule[] {
  const managementId = factory.management.id;
  const own = [`arn:aws:organizations::${managementId}:account/o-*/*`];
  return [
    {
      sid: 'LookAtAccounts',
      why: 'finds accounts, units and the way between them; Organizations knows no narrower resource for most of it',
      actions: ['organizations:Describe*', 'organizations:List*'],
      resources: ['*'],
    },
    {
      sid: 'MakeAccounts',
      why: 'an account is tagged from birth as made by Backlot; one that does not exist yet has no name',
      actions: ['organizations:CreateAccount', 'organizations:TagResource'],
      resources: ['*'],
      conditions: { 'ForAllValues:StringLike': { 'aws:TagKeys': 'backlot:*' } },
    },
    {
      sid: 'Untag',
      why: 'an account that changes hands loses the tags of its earlier life, and no others',
      actions: ['organizations:UntagResource'],
      resources: own,
      conditions: { 'ForAllValues:StringLike': { 'aws:TagKeys': 'backlot:*' } },
    },
    {
      sid: 'MoveAccounts',
      why: 'moves an account between the pool and its unit',
      actions: ['organizations:MoveAccount'],
      resources: [
        ...own,
        `arn:aws:organizations::${managementId}:ou/o-*/*`,
        `arn:aws:organizations::${managementId}:root/o-*/*`,
      ],
    },
    {
      sid: 'CloseOwnAccounts',
      why: 'closes only what it has made itself; no other account of the organisation',
      actions: ['organizations:CloseAccount'],
      resources: own,
      conditions: { Null: { [`aws:ResourceTag/${tagKeys.operation}`]: 'false' } },
    },
    // The first role of a new account trusts this account alone; it is opened for Terraform from here.
    ...assumeInNewAccounts(factory, 'BacklotBootstrap'),
    ...accessRules(factory),
  ];
}
