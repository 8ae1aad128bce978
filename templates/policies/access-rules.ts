import type { PolicyRule } from './policy-document.js';
import type { FactoryScope } from './policy-scope.js';

/**
 * What BacklotAccounts may do to let people into accounts: give and take the permission sets that the fleet names, in any
 * account but a protected one. Nothing where the fleet has no Identity Center.
 */
export function accessRules({ identityCenter, management, protected: spared }: FactoryScope): PolicyRule[] {
  if (identityCenter === undefined) return [];
  const { instance, identityStore, permissionSets } = identityCenter;
  const instanceArn = `arn:aws:sso:::instance/${instance}`;
  return [
    {
      sid: 'GiveAccess',
      why: 'gives, takes and lists the permission sets that the fleet names, and no others; accounts are made later',
      actions: ['sso:CreateAccountAssignment', 'sso:DeleteAccountAssignment', 'sso:ListAccountAssignments'],
      resources: [
        instanceArn,
        ...permissionSets.map((id) => `arn:aws:sso:::permissionSet/${instance}/${id}`),
        'arn:aws:sso:::account/*',
      ],
    },
    {
      sid: 'SpareProtected',
      why: 'nobody is let into a protected account, and nobody is shut out of one',
      effect: 'Deny',
      actions: ['sso:CreateAccountAssignment', 'sso:DeleteAccountAssignment'],
      resources: spared.map((id) => `arn:aws:sso:::account/${id}`),
    },
    {
      sid: 'FollowAccess',
      why: 'Identity Center works in the background; this tells how far it is',
      actions: ['sso:DescribeAccountAssignmentCreationStatus', 'sso:DescribeAccountAssignmentDeletionStatus'],
      resources: [instanceArn],
    },
    {
      sid: 'FindGroups',
      why: 'finds the id of a group by its name, which is all it reads of people',
      actions: ['identitystore:GetGroupId'],
      resources: [
        `arn:aws:identitystore::${management.id}:identitystore/${identityStore}`,
        'arn:aws:identitystore:::group/*',
      ],
    },
  ];
}
