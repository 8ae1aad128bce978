import { textMember } from '../../gateway/text-member.js';
import type { Needs } from './needs.js';

/** The permissions that calls of Identity Center need: on the instance, the permission set and the account they name. */
export const identityCenterNeeds: Needs = ({ action, parameters }) => {
  const accountId = textMember(parameters, 'TargetId') ?? textMember(parameters, 'AccountId');
  const resources = [
    textMember(parameters, 'InstanceArn'),
    textMember(parameters, 'PermissionSetArn'),
    accountId === undefined ? undefined : `arn:aws:sso:::account/${accountId}`,
  ].filter((resource) => resource !== undefined);
  return (resources.length === 0 ? ['*'] : resources).map((resource) => ({ action: `sso:${action}`, resource }));
};

/** The permissions that calls of an identity store need: on the store, and on groups, whose ids the call does not know. */
export const identityStoreNeeds: Needs = ({ action, caller, parameters }) => {
  const store = textMember(parameters, 'IdentityStoreId') ?? '*';
  return [
    `arn:aws:identitystore::${caller.accountId}:identitystore/${store}`,
    ...(action === 'GetGroupId' ? ['arn:aws:identitystore:::group/*'] : []),
  ].map((resource) => ({ action: `identitystore:${action}`, resource }));
};
