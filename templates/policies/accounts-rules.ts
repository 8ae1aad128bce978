import { tagKeys } from '../../domain/tags.js';
import type { PolicyRule } from './policy-document.js';

/** What BacklotAccounts may do in the management account: make, move and tag accounts, and close those it has made. */
export function accountsRules(managementId: string): PolicyRule[] {
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
  ];
}
