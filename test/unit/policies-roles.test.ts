import { describe, expect, test } from 'vitest';
import { wellKnown } from '../../domain/names.js';
import { isAllowed, type PolicyQuestion } from './support/evaluate-policy.js';
import { policyOf, scope, subject, temporaryScope } from './support/policy-scope.js';

const region = 'us-east-1';
const [production, cleanroom, qa1] = ['222222222222', '333333333333', '555555555555'];

const rds = (account: string, name: string, at = region): string => `arn:aws:rds:${at}:${account}:${name}`;
const born = (kind: string, more: Record<string, string> = {}): Record<string, string | string[]> => ({
  'aws:RequestedRegion': region,
  'aws:RequestTag/backlot:kind': kind,
  'aws:RequestTag/backlot:operation': '1a2b3c4d',
  'aws:RequestTag/backlot:destroy-by': '2026-11-21T12:00:00Z',
  'aws:TagKeys': ['backlot:kind', 'backlot:operation', 'backlot:destroy-by'],
  ...more,
});
const made = (kind: string): Record<string, string> => ({ 'aws:ResourceTag/backlot:kind': kind });
const key = (alias: string, via = `rds.${region}.amazonaws.com`): Record<string, string | string[]> => ({
  'kms:ViaService': via,
  'kms:ResourceAliases': [alias],
});
const grant = (alias: string, forAws = 'true') => ({ ...key(alias), 'kms:GrantIsForAWSResource': forAws });

type Row = [what: string, action: string, resources: string[], context?: PolicyQuestion['context']];
const asked = ([, action, resources, context = {}]: Row): PolicyQuestion => ({ action, resources, context });

const backup = rds(production, 'snapshot:rds:prod-users-2026-11-21-03-00');
const taken = rds(production, 'snapshot:backlot-users-1a2b3c4d-source');
const copy = rds(production, 'snapshot:backlot-users-1a2b3c4d-copy');
const temporary = rds(production, 'db:backlot-users-1a2b3c4d-pit');
const users = rds(production, 'db:prod-users');
const productionKey = `arn:aws:kms:${region}:${production}:key/1`;
const raw = rds(cleanroom, 'snapshot:backlot-users-1a2b3c4d-raw');
const scrubbed = rds(cleanroom, 'snapshot:backlot-users-1a2b3c4d-scrubbed');
const image = rds(cleanroom, 'snapshot:backlot-users-1a2b3c4d-image');
const quarantine = rds(cleanroom, 'db:backlot-users-1a2b3c4d-quarantine');
const cleanroomKey = `arn:aws:kms:${region}:${cleanroom}:key/1`;
const instance = rds(qa1, 'db:users-20261121-a1b2');
const ownCopy = rds(qa1, 'snapshot:backlot-users-20261121-a1b2');
const generation = { 'aws:RequestTag/backlot:environment': 'qa1' };
const secret = (account: string, name: string): string =>
  `arn:aws:secretsmanager:${region}:${account}:secret:${name}-AbCdEf`;
const names = (name: string, type = 'CNAME') => ({
  'route53:ChangeResourceRecordSetsNormalizedRecordNames': [name],
  'route53:ChangeResourceRecordSetsRecordTypes': [type],
  'route53:ChangeResourceRecordSetsActions': ['UPSERT'],
});

describe('BacklotSource', () => {
  test.each<Row>([
    ['lists instances', 'rds:DescribeDBInstances', [rds(production, 'db:*')]],
    ['lists backups', 'rds:DescribeDBSnapshots', [users]],
    ['takes a snapshot', 'rds:CreateDBSnapshot', [users, taken], born('source-snapshot')],
    ['tags it at birth', 'rds:AddTagsToResource', [taken], born('source-snapshot')],
    ['copies a backup', 'rds:CopyDBSnapshot', [backup, copy], born('source-copy')],
    ['copies its own snapshot', 'rds:CopyDBSnapshot', [taken, copy], born('source-copy')],
    ['shares its copy', 'rds:ModifyDBSnapshotAttribute', [copy], made('source-copy')],
    ['deletes its copy', 'rds:DeleteDBSnapshot', [copy], made('source-copy')],
    ['reads under a key of production’s', 'kms:Decrypt', [productionKey], key('alias/prod-data')],
    ['copies under the share key', 'kms:GenerateDataKey', [productionKey], key(wellKnown.shareKey)],
    ['lets RDS use the share key', 'kms:CreateGrant', [productionKey], grant(wellKnown.shareKey)],
  ])('%s', (...row) => {
    expect(isAllowed(policyOf('BacklotSource'), asked(row))).toBe(true);
  });

  test.each<Row>([
    ['share a backup of production', 'rds:ModifyDBSnapshotAttribute', [backup], made('source-copy')],
    ['share a snapshot that is no copy', 'rds:ModifyDBSnapshotAttribute', [taken], made('source-snapshot')],
    ['share what only has our name', 'rds:ModifyDBSnapshotAttribute', [copy]],
    ['delete a backup', 'rds:DeleteDBSnapshot', [rds(production, 'snapshot:before-upgrade')], made('source-copy')],
    ['delete what only has our name', 'rds:DeleteDBSnapshot', [copy]],
    [
      'tag a backup as ours',
      'rds:AddTagsToResource',
      [rds(production, 'snapshot:before-upgrade')],
      born('source-copy'),
    ],
    ['tag an instance', 'rds:AddTagsToResource', [users], born('source-snapshot')],
    ['copy without tags', 'rds:CopyDBSnapshot', [backup, copy], { 'aws:RequestedRegion': region }],
    ['copy without an end', 'rds:CopyDBSnapshot', [backup, copy], without('destroy-by')],
    [
      'copy to a name of its own',
      'rds:CopyDBSnapshot',
      [backup, rds(production, 'snapshot:mine')],
      born('source-copy'),
    ],
    [
      'copy to another region',
      'rds:CopyDBSnapshot',
      [backup, rds(production, 'snapshot:backlot-users-1-copy', 'eu-central-1')],
      { ...born('source-copy'), 'aws:RequestedRegion': 'eu-central-1' },
    ],
    [
      'take one of an instance that the fleet does not name',
      'rds:CreateDBSnapshot',
      [rds(production, 'db:prod-payroll'), taken],
      born('source-snapshot'),
    ],
    ['write under another key', 'kms:GenerateDataKey', [productionKey], key('alias/prod-data')],
    ['use the share key itself', 'kms:Decrypt', [productionKey], { 'kms:ResourceAliases': [wellKnown.shareKey] }],
    ['grant the share key to a stranger', 'kms:CreateGrant', [productionKey], grant(wellKnown.shareKey, 'false')],
    ['change an instance', 'rds:ModifyDBInstance', [users], made('source-instance')],
    ['restart an instance', 'rds:RebootDBInstance', [users]],
    ['delete an instance', 'rds:DeleteDBInstance', [users], made('source-instance')],
    ['restore an instance', 'rds:RestoreDBInstanceToPointInTime', [users, temporary], born('source-instance')],
    ['export to S3', 'rds:StartExportTask', [taken]],
    ['log in by IAM', 'rds-db:connect', ['arn:aws:rds-db:us-east-1:222222222222:dbuser:db-X/app']],
    ['read a secret', 'secretsmanager:GetSecretValue', [secret(production, 'backlot/master/x')]],
    ['change a key’s policy', 'kms:PutKeyPolicy', [productionKey], key(wellKnown.shareKey)],
  ])('cannot %s', (...row) => {
    expect(isAllowed(policyOf('BacklotSource'), asked(row))).toBe(false);
  });

  const withTemporary = () => policyOf('BacklotSource', undefined, temporaryScope);

  test('restores a temporary instance, and deletes that one only, where the fleet allows it', () => {
    const restore = (target: string, more = {}) =>
      isAllowed(withTemporary(), {
        action: 'rds:RestoreDBInstanceToPointInTime',
        resources: [users, target],
        context: { ...born('source-instance'), 'rds:PubliclyAccessible': 'false', ...more },
      });
    expect(restore(temporary)).toBe(true);
    expect(restore(rds(production, 'db:prod-users-2'))).toBe(false);
    expect(restore(temporary, { 'rds:PubliclyAccessible': 'true' })).toBe(false);
    const remove = (target: string, kind: string) =>
      isAllowed(withTemporary(), { action: 'rds:DeleteDBInstance', resources: [target], context: made(kind) });
    expect(remove(temporary, 'source-instance')).toBe(true);
    expect(remove(users, 'source-instance')).toBe(false);
    expect(remove(temporary, 'generation')).toBe(false);
  });
});

describe('the clean room', () => {
  test.each<[role: string, ...Row]>([
    ['BacklotScrub', 'copies what production shares', 'rds:CopyDBSnapshot', [copy, raw], born('raw-copy')],
    [
      'BacklotScrub',
      'restores in quarantine',
      'rds:RestoreDBInstanceFromDBSnapshot',
      [raw, quarantine, rds(cleanroom, 'subgrp:backlot-data'), rds(cleanroom, 'pg:backlot-users-1a2b3c4d-quarantine')],
      { ...born('quarantine'), 'rds:PubliclyAccessible': 'false' },
    ],
    ['BacklotScrub', 'takes the password away', 'rds:ModifyDBInstance', [quarantine], made('quarantine')],
    [
      'BacklotScrub',
      'snapshots the verified instance',
      'rds:CreateDBSnapshot',
      [quarantine, scrubbed],
      born('scrubbed-snapshot'),
    ],
    ['BacklotScrub', 'deletes raw copies', 'rds:DeleteDBSnapshot', [raw], made('raw-copy')],
    ['BacklotScrub', 'retires images', 'rds:DeleteDBSnapshot', [image], made('image')],
    [
      'BacklotScrub',
      'reads the key of the pseudonyms',
      'secretsmanager:GetSecretValue',
      [secret(cleanroom, 'backlot/scrub-key/us')],
    ],
    ['BacklotScrub', 'works under the raw key', 'kms:GenerateDataKey', [cleanroomKey], key(wellKnown.rawKey)],
    ['BacklotScrub', 'reads under the share key', 'kms:Decrypt', [productionKey], key(wellKnown.shareKey)],
    ['BacklotPublish', 'makes an image', 'rds:CopyDBSnapshot', [scrubbed, image], born('image')],
    ['BacklotPublish', 'shares an image', 'rds:ModifyDBSnapshotAttribute', [image], made('image')],
    ['BacklotPublish', 'reads under the raw key', 'kms:Decrypt', [cleanroomKey], key(wellKnown.rawKey)],
    ['BacklotPublish', 'writes under the image key', 'kms:Encrypt', [cleanroomKey], key(wellKnown.imageKey)],
    [
      'BacklotVerify',
      'signs',
      'kms:Sign',
      [cleanroomKey],
      { ...key(wellKnown.statementKey), 'kms:SigningAlgorithm': 'ECDSA_SHA_256' },
    ],
  ])('%s %s', (role, ...row) => {
    expect(isAllowed(policyOf(role), asked(row))).toBe(true);
  });

  test.each<[role: string, ...Row]>([
    ['BacklotScrub', 'share anything', 'rds:ModifyDBSnapshotAttribute', [raw], made('image')],
    ['BacklotScrub', 'make an image', 'rds:CopyDBSnapshot', [scrubbed, image], born('image')],
    ['BacklotScrub', 'write under the image key', 'kms:GenerateDataKey', [cleanroomKey], key(wellKnown.imageKey)],
    ['BacklotScrub', 'write under the share key', 'kms:Encrypt', [productionKey], key(wellKnown.shareKey)],
    [
      'BacklotScrub',
      'bring data from another region',
      'rds:CopyDBSnapshot',
      [rds(production, 'snapshot:backlot-users-1-copy', 'eu-central-1'), raw],
      born('raw-copy'),
    ],
    [
      'BacklotScrub',
      'restore an image',
      'rds:RestoreDBInstanceFromDBSnapshot',
      [image, quarantine],
      born('quarantine'),
    ],
    [
      'BacklotScrub',
      'restore into another network',
      'rds:RestoreDBInstanceFromDBSnapshot',
      [raw, quarantine, rds(cleanroom, 'subgrp:public')],
      born('quarantine'),
    ],
    [
      'BacklotScrub',
      'make an instance public',
      'rds:ModifyDBInstance',
      [quarantine],
      { ...made('quarantine'), 'rds:PubliclyAccessible': 'true' },
    ],
    ['BacklotScrub', 'export raw data', 'rds:StartExportTask', [raw]],
    ['BacklotScrub', 'sign a statement', 'kms:Sign', [cleanroomKey], key(wellKnown.statementKey)],
    [
      'BacklotScrub',
      'delete the key of the pseudonyms',
      'secretsmanager:DeleteSecret',
      [secret(cleanroom, 'backlot/scrub-key/us')],
    ],
    ['BacklotPublish', 'share a raw copy', 'rds:ModifyDBSnapshotAttribute', [raw], made('raw-copy')],
    [
      'BacklotPublish',
      'share the scrubbed snapshot',
      'rds:ModifyDBSnapshotAttribute',
      [scrubbed],
      made('scrubbed-snapshot'),
    ],
    ['BacklotPublish', 'make an image of a raw copy', 'rds:CopyDBSnapshot', [raw, image], born('image')],
    ['BacklotPublish', 'restore', 'rds:RestoreDBInstanceFromDBSnapshot', [raw, quarantine], born('quarantine')],
    ['BacklotPublish', 'write under the raw key', 'kms:Encrypt', [cleanroomKey], key(wellKnown.rawKey)],
    [
      'BacklotPublish',
      'read a password',
      'secretsmanager:GetSecretValue',
      [secret(cleanroom, 'backlot/master/backlot-x')],
    ],
    ['BacklotPublish', 'sign a statement', 'kms:Sign', [cleanroomKey], key(wellKnown.statementKey)],
    [
      'BacklotVerify',
      'sign with another key',
      'kms:Sign',
      [cleanroomKey],
      { ...key('alias/other'), 'kms:SigningAlgorithm': 'ECDSA_SHA_256' },
    ],
    ['BacklotVerify', 'look around', 'rds:DescribeDBSnapshots', [raw]],
  ])('%s cannot %s', (role, ...row) => {
    expect(isAllowed(policyOf(role), asked(row))).toBe(false);
  });
});

describe('BacklotData', () => {
  test.each<Row>([
    ['copies an image', 'rds:CopyDBSnapshot', [image, ownCopy], born('generation-copy', generation)],
    [
      'restores a generation',
      'rds:RestoreDBInstanceFromDBSnapshot',
      [ownCopy, instance, rds(qa1, 'pg:users-20261121-a1b2'), rds(qa1, 'subgrp:backlot-data')],
      born('generation', generation),
    ],
    ['sets the master password', 'rds:ModifyDBInstance', [instance], made('generation')],
    ['tags a fenced generation', 'rds:AddTagsToResource', [instance], { 'aws:TagKeys': ['backlot:retire-after'] }],
    [
      'keeps a generation again',
      'rds:RemoveTagsFromResource',
      [instance],
      { ...made('generation'), 'aws:TagKeys': ['backlot:retire-after'] },
    ],
    ['retires a generation', 'rds:DeleteDBInstance', [instance], made('generation')],
    ['reads a role’s password', 'secretsmanager:GetSecretValue', [secret(qa1, 'backlot/qa1/users/app_rw')]],
    [
      'moves a name',
      'route53:ChangeResourceRecordSets',
      ['arn:aws:route53:::hostedzone/Z1'],
      names('users.db.qa1.acme.example'),
    ],
    ['reads images', 'kms:Decrypt', [cleanroomKey], key(wellKnown.imageKey)],
  ])('%s', (...row) => {
    expect(isAllowed(policyOf('BacklotData', 'qa1'), asked(row))).toBe(true);
  });

  test.each<Row>([
    ['copy a raw copy', 'rds:CopyDBSnapshot', [raw, ownCopy], born('generation-copy', generation)],
    ['read under the raw key', 'kms:Decrypt', [cleanroomKey], key(wellKnown.rawKey)],
    ['write under the image key', 'kms:Encrypt', [cleanroomKey], key(wellKnown.imageKey)],
    ['touch another database of the account', 'rds:DeleteDBInstance', [rds(qa1, 'db:wiki')], made('generation')],
    ['delete what we did not make', 'rds:DeleteDBInstance', [instance]],
    [
      'take other tags away',
      'rds:RemoveTagsFromResource',
      [instance],
      { ...made('generation'), 'aws:TagKeys': ['backlot:kind'] },
    ],
    ['share its databases on', 'rds:ModifyDBSnapshotAttribute', [ownCopy], made('generation-copy')],
    [
      'read another environment’s passwords',
      'secretsmanager:GetSecretValue',
      [secret(qa1, 'backlot/qa2/users/app_rw')],
    ],
    ['read the account’s own secrets', 'secretsmanager:GetSecretValue', [secret(qa1, 'wiki/admin')]],
    [
      'move a name of another zone',
      'route53:ChangeResourceRecordSets',
      ['arn:aws:route53:::hostedzone/Z1'],
      names('www.acme.example'),
    ],
    [
      'delegate a zone',
      'route53:ChangeResourceRecordSets',
      ['arn:aws:route53:::hostedzone/Z1'],
      names('a.qa1.acme.example', 'NS'),
    ],
  ])('cannot %s', (...row) => {
    expect(isAllowed(policyOf('BacklotData', 'qa1'), asked(row))).toBe(false);
  });
});

describe('worker identities', () => {
  test.each([
    ['BacklotSource', undefined, [scope.builder.mainWorker]],
    ['BacklotScrub', undefined, [scope.builder.mainWorker, scope.cleanroom.worker]],
    ['BacklotVerify', undefined, [scope.cleanroom.worker]],
    ['BacklotPublish', undefined, [scope.builder.mainWorker]],
    ['BacklotData', 'qa1', [scope.builder.mainWorker, scope.environments[0]?.worker, scope.builder.hookWorker]],
  ])('%s trusts exactly its workers', (role, account, workers) => {
    expect(subject(role, account).trust?.flatMap(({ principals }) => principals)).toEqual(workers);
  });

  test('a role’s trust and the policies of workers say the same', () => {
    const workers = ['BacklotMainWorker', 'BacklotCleanroomWorker', 'BacklotHookWorker', 'BacklotDataWorker-qa1'];
    for (const [role, account] of [
      ['BacklotSource', production, 'production'],
      ['BacklotScrub', cleanroom, 'cleanroom'],
      ['BacklotVerify', cleanroom, 'cleanroom'],
      ['BacklotPublish', cleanroom, 'cleanroom'],
      ['BacklotData', qa1, 'qa1'],
    ] as const) {
      const trusted = subject(role, account === qa1 ? 'qa1' : undefined).trust?.flatMap(
        (rule) => rule.principals ?? [],
      );
      const resources = [`arn:aws:iam::${account}:role/${role}`];
      const may = workers.filter((worker) => isAllowed(policyOf(worker), { action: 'sts:AssumeRole', resources }));
      expect(may.map((worker) => `arn:aws:iam::111111111111:role/${worker}`).toSorted(), role).toEqual(
        trusted?.toSorted(),
      );
    }
  });

  test('only the clean room’s workers can write a verification report', () => {
    const put = { action: 's3:PutObject', resources: ['arn:aws:s3:::acme-backlot-state/reports/x/verification.json'] };
    const writers = ['BacklotMainWorker', 'BacklotCleanroomWorker', 'BacklotHookWorker', 'BacklotDataWorker-qa1'];
    expect(writers.filter((worker) => isAllowed(policyOf(worker), put))).toEqual(['BacklotCleanroomWorker']);
  });
});

function without(tag: string): Record<string, string | string[]> {
  const { [`aws:RequestTag/backlot:${tag}`]: _left, ...others } = born('source-copy');
  return others;
}
