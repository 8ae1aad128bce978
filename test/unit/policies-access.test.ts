import { expect, test } from 'vitest';
import { policySubjects } from '../../templates/policies/catalogue.js';
import { isAllowed } from './support/evaluate-policy.js';
import { factoryScope, policyOf } from './support/policy-scope.js';

const [instance, other] = ['ssoins-7223a1b2c3d4e5f6', 'ssoins-0000a1b2c3d4e5f6'];
const [developer, administrator] = ['ps-0a1b2c3d4e5f6071', 'ps-ffffffffffffffff'];
const [environment, production] = ['123456789012', '222222222222'];

/** What AWS asks about an assignment: all three must be allowed. */
function assignment(accountId: string, permissionSet: string, at = instance): string[] {
  return [
    `arn:aws:sso:::instance/${at}`,
    `arn:aws:sso:::permissionSet/${at}/${permissionSet}`,
    `arn:aws:sso:::account/${accountId}`,
  ];
}

function may(action: string, resources: readonly string[]): boolean {
  const policy = policyOf('BacklotAccounts', undefined, factoryScope);
  return resources.every((resource) => isAllowed(policy, { action, resources: [resource], context: {} }));
}

test.each(['CreateAccountAssignment', 'DeleteAccountAssignment', 'ListAccountAssignments'])(
  'BacklotAccounts may %s for the permission sets of the fleet, and for no others',
  (call) => {
    expect(may(`sso:${call}`, assignment(environment, developer))).toBe(true);
    expect(may(`sso:${call}`, assignment(environment, administrator))).toBe(false);
    expect(may(`sso:${call}`, assignment(environment, developer, other))).toBe(false);
  },
);

test.each(['CreateAccountAssignment', 'DeleteAccountAssignment'])(
  'BacklotAccounts cannot %s in a protected account',
  (call) => {
    expect(may(`sso:${call}`, assignment(production, developer))).toBe(false);
    expect(may(`sso:${call}`, assignment('100000000000', developer))).toBe(false);
  },
);

test.each([
  ['sso:CreatePermissionSet', `arn:aws:sso:::instance/${instance}`],
  ['sso:PutInlinePolicyToPermissionSet', `arn:aws:sso:::permissionSet/${instance}/${developer}`],
  ['identitystore:ListUsers', 'arn:aws:identitystore::100000000000:identitystore/d-9067000000'],
  ['identitystore:CreateGroupMembership', 'arn:aws:identitystore:::group/1'],
])('BacklotAccounts cannot %s', (action, resource) => {
  expect(may(action, [resource])).toBe(false);
});

test('BacklotAccounts finds groups in the one identity store, and follows what it has asked for', () => {
  const group = 'arn:aws:identitystore:::group/1';
  const store = (id: string) => `arn:aws:identitystore::100000000000:identitystore/${id}`;
  expect(may('identitystore:GetGroupId', [store('d-9067000000'), group])).toBe(true);
  expect(may('identitystore:GetGroupId', [store('d-9067000001'), group])).toBe(false);
  for (const call of ['DescribeAccountAssignmentCreationStatus', 'DescribeAccountAssignmentDeletionStatus']) {
    expect(may(`sso:${call}`, [`arn:aws:sso:::instance/${instance}`])).toBe(true);
    expect(may(`sso:${call}`, [`arn:aws:sso:::instance/${other}`])).toBe(false);
  }
});

test('without Identity Center no policy speaks of it', () => {
  const { factory } = factoryScope;
  if (factory === undefined) throw new Error('The scope makes no accounts.');
  const { identityCenter: _none, ...without } = factory;
  const actions = policySubjects({ ...factoryScope, factory: without }).flatMap(({ rules }) =>
    rules.flatMap((rule) => rule.actions),
  );
  expect(actions.filter((action) => /^(sso|identitystore):/.test(action))).toEqual([]);
});
