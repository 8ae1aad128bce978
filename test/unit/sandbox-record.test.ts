import { expect, test } from 'vitest';
import { isMutating } from '../../sandbox/gateway/is-mutating.js';
import { nameResource } from '../../sandbox/gateway/name-resource.js';
import { redact } from '../../sandbox/gateway/redact.js';
import { renderExports } from '../../sandbox/runtime/render.js';
import { parseDelays, timesFaster } from '../../sandbox/runtime/delays.js';
import { parseQuotas } from '../../sandbox/runtime/quotas.js';

test('secrets are removed at every depth, and nothing else', () => {
  expect(
    redact('rds', {
      DBInstanceIdentifier: 'one',
      MasterUserPassword: 'secret',
      Changes: [{ Plaintext: 'secret', Name: 'n' }],
      ClientRequestToken: 'kept',
    }),
  ).toEqual({
    DBInstanceIdentifier: 'one',
    MasterUserPassword: '(removed)',
    Changes: [{ Plaintext: '(removed)', Name: 'n' }],
    ClientRequestToken: 'kept',
  });
  expect(redact('ssm', { Name: 'p', Value: 'secret' })).toEqual({ Name: 'p', Value: '(removed)' });
  expect(redact('rds', { Tags: [{ Key: 'k', Value: 'v' }] })).toEqual({ Tags: [{ Key: 'k', Value: 'v' }] });
});

test.each([
  ['DescribeDBInstances', false],
  ['ListKeys', false],
  ['GetObject', false],
  ['AssumeRole', false],
  ['GET /2013-04-01/healthcheck', false],
  ['CopyDBSnapshot', true],
  ['ModifyDBSnapshotAttribute', true],
  ['PutObject', true],
  ['DELETE /2013-04-01/healthcheck/x', true],
])('%s is mutating: %s', (action, expected) => {
  expect(isMutating(action)).toBe(expected);
});

test.each([
  ['s3', 'PutObject', { Bucket: 'b', Key: 'k/l' }, 'b/k/l'],
  ['rds', 'CopyDBSnapshot', { SourceDBSnapshotIdentifier: 'old', TargetDBSnapshotIdentifier: 'new' }, 'new'],
  ['rds', 'RestoreDBInstanceFromDBSnapshot', { DBSnapshotIdentifier: 's', DBInstanceIdentifier: 'i' }, 'i'],
  ['sts', 'GetCallerIdentity', {}, ''],
])('%s %s is about %j: %s', (service, action, parameters, expected) => {
  expect(nameResource(service, action, parameters)).toBe(expected);
});

test('exports survive a shell', () => {
  expect(renderExports({ A: `it's {"x"}` })).toBe(`export A='it'\\''s {"x"}'`);
});

test('the speed of the sandbox is fast, that of AWS, or a fraction of it', () => {
  expect(parseDelays('aws').rds.restoring).toBe(100 * parseDelays('aws/100').rds.restoring);
  expect(parseDelays('fast').route53.dnsChange).toBeLessThan(1000);
  for (const wrong of ['slow', 'aws/0', 'aws/', '']) expect(() => parseDelays(wrong)).toThrow('is no speed');
});

test('quotas are AWS’s own, those in a second follow the speed, and each can be given', () => {
  expect(parseQuotas([], timesFaster('fast'))).toMatchObject({
    rds: { instances: 40, manualSnapshots: 100, copiesInProgress: 20, sharedAccountsPerSnapshot: 20 },
    route53: { requestsPerSecond: 5 },
  });
  const given = parseQuotas(['rds.instances=5', 'organizations.accounts=7'], timesFaster('aws/100'));
  expect(given).toMatchObject({
    rds: { instances: 5, manualSnapshots: 100 },
    route53: { requestsPerSecond: 500 },
    organizations: { accounts: 7 },
  });
  for (const wrong of ['rds.nothing=5', 'rds.instances=many', 'instances=5', '']) {
    expect(() => parseQuotas([wrong], 1)).toThrow('rds.copiesInProgress');
  }
});
