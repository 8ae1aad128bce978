import { expect, test } from 'vitest';
import { decideCondition, type Met } from '../../sandbox/iam/conditions.js';
import { RequestContext } from '../../sandbox/iam/request-context.js';

const context = new RequestContext({
  'kms:ViaService': 'rds.us-east-1.amazonaws.com',
  'kms:ResourceAliases': ['alias/backlot-raw', 'alias/old'],
  'aws:TagKeys': ['backlot:kind', 'backlot:operation'],
  'aws:RequestTag/backlot:kind': 'image',
  'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/backlot/Reader',
  'aws:PrincipalAccount': '111111111111',
  'aws:SourceIp': '127.41.2.1',
  'aws:CurrentTime': '2026-11-21T12:00:00.000Z',
  'aws:EpochTime': '1795262400',
  'rds:PubliclyAccessible': 'false',
});

test.each<[operator: string, key: string, values: string[], met: Met]>([
  ['StringEquals', 'kms:ViaService', ['rds.us-east-1.amazonaws.com'], 'met'],
  ['StringEquals', 'KMS:viaservice', ['rds.us-east-1.amazonaws.com'], 'met'],
  ['StringEquals', 'kms:ViaService', ['RDS.us-east-1.amazonaws.com'], 'unmet'],
  ['StringEqualsIgnoreCase', 'kms:ViaService', ['RDS.us-east-1.amazonaws.com'], 'met'],
  ['StringNotEqualsIgnoreCase', 'kms:ViaService', ['RDS.us-east-1.amazonaws.com'], 'unmet'],
  ['StringNotEquals', 'kms:ViaService', ['s3.us-east-1.amazonaws.com'], 'met'],
  ['StringNotEquals', 'kms:ViaService', ['s3.x', 'rds.us-east-1.amazonaws.com'], 'unmet'],
  ['StringLike', 'kms:ViaService', ['s3.*', 'rds.*.amazonaws.com'], 'met'],
  ['StringLike', 'kms:ViaService', ['rds.us-east-?.amazonaws.com'], 'met'],
  ['StringLike', 'kms:ViaService', ['rds+us'], 'unmet'],
  ['StringNotLike', 'kms:ViaService', ['s3.*'], 'met'],
  ['ArnEquals', 'aws:PrincipalArn', ['arn:aws:iam::*:role/backlot/*'], 'met'],
  ['ArnLike', 'aws:PrincipalArn', ['arn:aws:iam::222222222222:role/*'], 'unmet'],
  ['ArnNotLike', 'aws:PrincipalArn', ['arn:aws:iam::222222222222:role/*'], 'met'],
  ['StringLike', 'aws:PrincipalArn', ['arn:aws:iam::${aws:PrincipalAccount}:role/*'], 'met'],
  ['StringLike', 'aws:PrincipalArn', ['arn:aws:iam::${aws:username}:role/*'], 'unmet'],
  ['StringLike', 'kms:ViaService', ['rds${*}'], 'unmet'],
  ['Bool', 'rds:PubliclyAccessible', ['False'], 'met'],
  ['Bool', 'rds:PubliclyAccessible', ['true'], 'unmet'],
  ['Bool', 'kms:GrantIsForAWSResource', ['true'], 'unmet'],
  ['BoolIfExists', 'kms:GrantIsForAWSResource', ['true'], 'met'],
  ['Null', 'aws:RequestTag/backlot:kind', ['false'], 'met'],
  ['Null', 'aws:RequestTag/backlot:kind', ['true'], 'unmet'],
  ['Null', 'aws:RequestTag/backlot:operation', ['true'], 'met'],
  ['StringEquals', 'aws:RequestTag/backlot:operation', ['x'], 'unmet'],
  ['StringNotEquals', 'aws:RequestTag/backlot:operation', ['x'], 'met'],
  ['ForAllValues:StringLike', 'aws:TagKeys', ['backlot:*'], 'met'],
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['backlot:kind'], 'unmet'],
  ['ForAllValues:StringNotEquals', 'aws:TagKeys', ['owner'], 'met'],
  ['ForAllValues:StringEquals', 'route53:ChangeResourceRecordSetsActions', ['UPSERT'], 'met'],
  ['ForAnyValue:StringEquals', 'kms:ResourceAliases', ['alias/backlot-raw'], 'met'],
  ['ForAnyValue:StringEquals', 'kms:ResourceAliases', ['alias/backlot-image'], 'unmet'],
  ['ForAnyValue:StringEquals', 'route53:ChangeResourceRecordSetsActions', ['UPSERT'], 'unmet'],
  ['StringEquals', 'kms:ResourceAliases', ['alias/backlot-raw'], 'unknown'],
  ['IpAddress', 'aws:SourceIp', ['10.0.0.0/8', '127.41.0.0/16'], 'met'],
  ['IpAddress', 'aws:SourceIp', ['127.42.0.0/16'], 'unmet'],
  ['NotIpAddress', 'aws:SourceIp', ['127.41.2.1'], 'unmet'],
  ['DateLessThan', 'aws:CurrentTime', ['2026-11-21T12:00:01Z'], 'met'],
  ['DateGreaterThanEquals', 'aws:CurrentTime', ['2026-11-21T12:00:01Z'], 'unmet'],
  ['DateEquals', 'aws:EpochTime', ['2026-11-21T12:00:00Z'], 'met'],
  ['NumericLessThan', 'aws:EpochTime', ['1795262401'], 'met'],
  ['NumericNotEquals', 'aws:EpochTime', ['1795262400.0'], 'unmet'],
  ['BinaryEquals', 'kms:ViaService', ['eA=='], 'unknown'],
  ['toString', 'kms:ViaService', ['x'], 'unknown'],
  ['StringEquals', 'aws:MultiFactorAuthPresent', ['true'], 'unknown'],
  ['StringEqualsIfExists', 'aws:MultiFactorAuthPresent', ['true'], 'unknown'],
  ['StringEquals', 'aws:ResourceTag/backlot:kind', ['image'], 'unknown'],
])('%s %s %j: %s', (operator, key, values, met) => {
  expect(decideCondition({ operator, key, values }, context)).toBe(met);
});

test('a resource whose tags are known and that has none is no riddle', () => {
  const untagged = new RequestContext({}, true);
  const key = 'aws:ResourceTag/backlot:kind';
  expect(decideCondition({ operator: 'StringEquals', key, values: ['image'] }, untagged)).toBe('unmet');
  expect(decideCondition({ operator: 'Null', key, values: ['true'] }, untagged)).toBe('met');
});
