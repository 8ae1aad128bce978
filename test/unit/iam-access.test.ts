import { describe, expect, test } from 'vitest';
import { askPolicy, type Question } from '../../sandbox/iam/ask-policy.js';
import { decideAccess, type CallerPolicies, type ResourceSide } from '../../sandbox/iam/decide-access.js';
import { parsePolicy, type Policy } from '../../sandbox/iam/policy.js';
import { RequestContext } from '../../sandbox/iam/request-context.js';

const [home, abroad] = ['111111111111', '222222222222'];
const roleArn = `arn:aws:iam::${home}:role/backlot/Reader`;
const session = `arn:aws:sts::${home}:assumed-role/Reader/me`;
const bucket = 'arn:aws:s3:::reports';
const unknowns: string[] = [];

function question(more: Partial<Question> = {}): Question {
  return {
    principal: { accountId: home, arn: session, roleArn },
    action: 's3:GetObject',
    resource: `${bucket}/one`,
    context: new RequestContext({ 'aws:SecureTransport': 'false' }),
    onUnknown: (words) => unknowns.push(words),
    ...more,
  };
}

function policy(...statements: object[]): Policy {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  if (parsed === undefined) throw new Error('This is no policy.');
  return parsed;
}

const allow = (more: object = {}) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...more });
const deny = (more: object = {}) => allow({ Effect: 'Deny', ...more });
const yes = policy(allow());
const no = policy(deny());

describe('one statement', () => {
  test.each([
    ['*', 'role'],
    [{ AWS: '*' }, 'role'],
    [{ AWS: home }, 'account'],
    [{ AWS: `arn:aws:iam::${home}:root` }, 'account'],
    [{ AWS: [`arn:aws:iam::${abroad}:root`, roleArn] }, 'role'],
    [{ AWS: [`arn:aws:iam::${home}:root`, session] }, 'itself'],
    [{ AWS: `arn:aws:iam::${home}:role/Reader` }, false],
    [{ AWS: `arn:aws:iam::${home}:role/backlot/Writer` }, false],
    [{ AWS: `arn:aws:iam::${abroad}:role/backlot/Reader` }, false],
    [{ AWS: `arn:aws:iam::${abroad}:root` }, false],
    [{ Service: 'rds.amazonaws.com' }, false],
  ])('principal %j: %s', (Principal, allows) => {
    expect(askPolicy(policy(allow({ Principal })), question()).allows).toBe(allows);
  });

  test('a principal that is not meant', () => {
    const all = policy(allow({ NotPrincipal: { AWS: [roleArn] } }), deny({ NotPrincipal: { AWS: session } }));
    expect(askPolicy(all, question())).toEqual({ denies: false, allows: false });
    const other = question({ principal: { accountId: home, arn: `arn:aws:iam::${home}:user/other` } });
    expect(askPolicy(all, other)).toEqual({ denies: true, allows: 'itself' });
  });

  test.each<[object, boolean]>([
    [{ Action: 's3:Get*' }, true],
    [{ Action: ['S3:getobject', 'x:y'] }, true],
    [{ Action: 's3:GetObjec' }, false],
    [{ Action: undefined, NotAction: ['s3:Put*', 's3:Delete*'] }, true],
    [{ Action: undefined, NotAction: 's3:*' }, false],
    [{ Resource: `${bucket}/*` }, true],
    [{ Resource: `${bucket}/o?e` }, true],
    [{ Resource: bucket }, false],
    [{ Resource: `${bucket.toUpperCase()}/one` }, false],
    [{ Resource: 'arn:aws:s3:::${aws:username}/*' }, false],
    [{ Resource: undefined, NotResource: `${bucket}/two` }, true],
    [{ Resource: undefined, NotResource: `${bucket}/*` }, false],
    [{ Condition: { Bool: { 'aws:SecureTransport': 'false' } } }, true],
    [{ Condition: { Bool: { 'aws:SecureTransport': ['true'] } } }, false],
    [{ Condition: { Bool: { 'aws:SecureTransport': 'false' }, Null: { 'aws:SourceIp': 'false' } } }, false],
  ])('%j allows: %s', (more, allows) => {
    expect(askPolicy(policy(allow(more)), question()).allows !== false).toBe(allows);
  });

  test('what cannot be decided does not allow, does deny, and is said', () => {
    const Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
    unknowns.length = 0;
    expect(askPolicy(policy(allow({ Condition })), question()).allows).toBe(false);
    expect(askPolicy(policy(deny({ Condition })), question()).denies).toBe(true);
    expect(unknowns.join()).toContain('Bool on aws:MultiFactorAuthPresent cannot be decided');
    const nowhere = question({ resource: undefined });
    expect(askPolicy(policy(allow({ Resource: `${bucket}/*` })), nowhere).allows).toBe(false);
    expect(askPolicy(policy(allow()), nowhere).allows).toBe('itself');
    expect(askPolicy(policy(deny({ Resource: 'arn:aws:s3:::other' })), nowhere).denies).toBe(true);
  });

  test.each([
    '{nope',
    '[]',
    '{}',
    '{"Statement":[{"Effect":"Maybe","Action":"*"}]}',
    '{"Statement":{"Effect":"Deny"}}',
  ])('%s is no policy', (text) => expect(parsePolicy(text)).toBeUndefined());
});

describe('all policies together', () => {
  const names = (AWS: string) => policy(allow({ Principal: { AWS } }));
  const own = (side: Policy | undefined, alwaysAsked = false): ResourceSide => ({
    accountId: home,
    policy: side,
    alwaysAsked,
  });
  const foreign = (side: Policy | undefined): ResourceSide => ({ ...own(side), accountId: abroad });
  const nobody: CallerPolicies = { identity: [], control: [] };
  const reader: CallerPolicies = { identity: [policy(), yes], control: [[yes], [yes]] };

  test.each<[what: string, caller: CallerPolicies, side: ResourceSide | undefined, why: string | undefined]>([
    ['an identity policy suffices at home', reader, own(undefined), undefined],
    ['without any policy nothing is allowed', nobody, undefined, 'because no identity-based policy allows the'],
    ['a resource policy suffices at home', nobody, own(names(roleArn)), undefined],
    ['an account is not let in as its members', nobody, own(names(home)), 'because no identity-based policy'],
    ['a deny wins', { ...reader, identity: [yes, no] }, undefined, 'with an explicit deny in an identity-based policy'],
    [
      'a resource’s deny wins',
      reader,
      own(policy(deny({ Principal: '*' }))),
      'with an explicit deny in a resource-based policy',
    ],
    ['abroad both must allow', reader, foreign(names(home)), undefined],
    ['abroad the resource must allow', reader, foreign(undefined), 'because no resource-based policy allows the'],
    ['abroad the identity must allow', nobody, foreign(names(roleArn)), 'because no identity-based policy allows the'],
    ['a key must allow at home too', reader, own(policy(), true), 'because no resource-based policy allows the'],
    ['a key that names the role suffices', nobody, own(names(roleArn), true), undefined],
    ['a key that names the account leaves it to IAM', reader, own(names(home), true), undefined],
    ['a boundary limits', { ...reader, boundary: [policy()] }, undefined, 'because no permissions boundary allows the'],
    ['a boundary denies', { ...reader, boundary: [no] }, undefined, 'with an explicit deny in a permissions boundary'],
    ['a boundary limits what a role is given', { ...nobody, boundary: [policy()] }, own(names(roleArn)), 'boundary'],
    [
      'a boundary does not limit the session itself',
      { ...nobody, boundary: [policy()] },
      own(names(session)),
      undefined,
    ],
    ['a session policy limits', { ...reader, session: [policy()] }, undefined, 'because no session policy allows the'],
    ['a session policy denies', { ...reader, session: [no] }, undefined, 'with an explicit deny in a session policy'],
    ['every level must allow', { ...reader, control: [[yes], []] }, undefined, 'because no service control policy'],
    [
      'a level denies',
      { ...reader, control: [[yes], [yes, no]] },
      own(names(session)),
      'with an explicit deny in a service control policy',
    ],
  ])('%s', (_, caller, side, why) => {
    const verdict = decideAccess(question(), caller, side);
    expect(verdict.allowed).toBe(why === undefined);
    if (!verdict.allowed) expect(verdict.why).toContain(why);
  });
});
