import { expect, test } from 'vitest';
import type { Caller } from '../../sandbox/gateway/contract.js';
import { decideByPolicy, parsePolicy } from '../../sandbox/services/policy.js';

const role: Caller = {
  accountId: '111111111111',
  arn: 'arn:aws:sts::111111111111:assumed-role/Reader/me',
  roleName: 'Reader',
  accessKeyId: 'ASIA',
};

function decide(statement: object | object[], context?: Record<string, string>) {
  const statements = parsePolicy(JSON.stringify({ Statement: statement })) ?? [];
  return decideByPolicy(statements, { caller: role, action: 'kms:Decrypt', ...(context && { context }) });
}

const allow = (more: object) => ({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', ...more });

test.each([
  ['*', 'allow'],
  [{ AWS: '*' }, 'allow'],
  [{ AWS: '111111111111' }, 'allow'],
  [{ AWS: 'arn:aws:iam::111111111111:root' }, 'allow'],
  [{ AWS: ['arn:aws:iam::222222222222:root', 'arn:aws:iam::111111111111:role/Reader'] }, 'allow'],
  [{ AWS: 'arn:aws:iam::111111111111:role/path/Reader' }, 'allow'],
  [{ AWS: 'arn:aws:sts::111111111111:assumed-role/Reader/me' }, 'allow'],
  [{ AWS: 'arn:aws:iam::111111111111:role/Writer' }, 'no statement'],
  [{ AWS: 'arn:aws:iam::222222222222:role/Reader' }, 'no statement'],
  [{ AWS: 'arn:aws:iam::222222222222:root' }, 'no statement'],
  [{ Service: 'rds.amazonaws.com' }, 'no statement'],
])('principal %j: %s', (Principal, decision) => {
  expect(decide(allow({ Principal }))).toBe(decision);
});

test.each([
  ['kms:*', 'allow'],
  ['kms:De*', 'allow'],
  ['KMS:decrypt', 'allow'],
  [['kms:Encrypt', 'kms:Decrypt'], 'allow'],
  ['kms:Encrypt', 'no statement'],
  ['kms:Decryp', 'no statement'],
])('action %j: %s', (Action, decision) => {
  expect(decide(allow({ Action }))).toBe(decision);
});

test.each([
  [{ StringEquals: { 'kms:ViaService': 'rds.us-east-1.amazonaws.com' } }, 'allow'],
  [{ StringLike: { 'kms:ViaService': ['s3.*', 'rds.*'] } }, 'allow'],
  [{ StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }, 'no statement'],
  [{ StringEquals: { 'kms:Unknown': 'x' } }, 'no statement'],
  [{ StringEqualsIfExists: { 'kms:Unknown': 'x' } }, 'allow'],
  [{ Bool: { 'kms:GrantIsForAWSResource': true } }, 'allow'],
  [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/Read*' } }, 'allow'],
  [{ NumericLessThan: { 'kms:ViaService': '1' } }, 'no statement'],
])('condition %j: %s', (Condition, decision) => {
  const context = { 'kms:ViaService': 'rds.us-east-1.amazonaws.com', 'kms:GrantIsForAWSResource': 'true' };
  expect(decide(allow({ Condition }), context)).toBe(decision);
});

test('a deny wins over every allow', () => {
  expect(decide([allow({}), allow({ Effect: 'Deny', Action: 'kms:Decrypt' })])).toBe('explicit deny');
  expect(decide([allow({}), allow({ Effect: 'Deny', Action: 'kms:Encrypt' })])).toBe('allow');
});

test.each(['{nope', '[]', '{}', '{"Statement":[{"Effect":"Maybe"}]}', 'null'])('%s is no policy', (text) => {
  expect(parsePolicy(text)).toBeUndefined();
});
