import { wellKnown } from '../../domain/names.js';
import { tagKeys } from '../../domain/tags.js';
import { rdsArns, secretArns } from './arns.js';
import { allOf, isOurs, sentTo, taggedAtBirth } from './conditions.js';
import type { PolicyRule } from './policy-document.js';
import type { EnvironmentScope, PolicyScope } from './policy-scope.js';
import {
  lookAtDatabases,
  lookAtParameterGroups,
  lookAtQuotas,
  lookAtSecrets,
  lookAtSecurityGroups,
  neverPublic,
} from './shared-rules.js';
import { copyingUses, readingUses, throughRds } from './through-rds.js';

/** The name of a generation's instance ends in its day and its operation: `users-20261121-a1b2`. */
const generations = '*-20??????-*';

/** What BacklotData may do in one environment: its databases, their secrets, and the names in its zone. */
export function dataRules({ cleanroom }: PolicyScope, environment: EnvironmentScope): PolicyRule[] {
  const { regions } = environment;
  const copies = rdsArns(environment, 'snapshot', 'backlot-*');
  const instances = rdsArns(environment, 'db', generations);
  const parameterGroups = rdsArns(environment, 'pg', generations);
  const ofThis = { [`aws:RequestTag/${tagKeys.environment}`]: environment.name };
  return [
    lookAtDatabases(environment),
    lookAtParameterGroups(environment),
    {
      sid: 'LookAtSettings',
      why: 'a comparison with production reads the parameters of what serves; names and values, no data',
      actions: ['rds:DescribeDBParameters'],
      resources: rdsArns(environment, 'pg', '*'),
    },
    lookAtSecurityGroups(environment),
    lookAtQuotas(environment),
    {
      sid: 'CopyImages',
      why: 'the environment makes its own copy of an image; of the clean room nothing but images can be copied',
      actions: ['rds:CopyDBSnapshot'],
      resources: [...rdsArns(cleanroom, 'snapshot', 'backlot-*-image'), ...copies],
      conditions: allOf(taggedAtBirth('generation-copy'), sentTo(...regions), { StringEquals: ofThis }),
    },
    {
      sid: 'RestoreGenerations',
      why: 'a new generation stands beside the serving one, in the environment’s own subnets',
      actions: ['rds:RestoreDBInstanceFromDBSnapshot'],
      resources: [
        ...[...copies, ...instances, ...parameterGroups],
        ...rdsArns(environment, 'subgrp', wellKnown.subnetGroup),
        ...rdsArns(environment, 'og', 'default*'),
      ],
      conditions: allOf(taggedAtBirth('generation'), { StringEquals: ofThis }),
    },
    {
      sid: 'MakeParameterGroups',
      why: 'a generation runs with production’s parameters, where they apply',
      actions: ['rds:CreateDBParameterGroup'],
      resources: parameterGroups,
      conditions: taggedAtBirth('generation'),
    },
    {
      sid: 'TagOwn',
      why: 'RDS asks for it when something is created with tags; a fenced generation is told by a tag when to go',
      actions: ['rds:AddTagsToResource'],
      resources: [...copies, ...instances, ...parameterGroups],
      conditions: { 'ForAllValues:StringLike': { 'aws:TagKeys': 'backlot:*' } },
    },
    {
      sid: 'KeepAgain',
      why: 'a generation that serves again after a rollback loses the tag that would retire it, and no other',
      actions: ['rds:RemoveTagsFromResource'],
      resources: instances,
      conditions: allOf(isOurs('generation'), { 'ForAllValues:StringEquals': { 'aws:TagKeys': tagKeys.retireAfter } }),
    },
    {
      sid: 'WorkOnGenerations',
      why: 'sets parameters and the master password, and deletes what has failed or is due; nothing that we did not make',
      actions: [
        ...['rds:ModifyDBParameterGroup', 'rds:DeleteDBParameterGroup'],
        ...['rds:ModifyDBInstance', 'rds:DeleteDBInstance'],
      ],
      resources: [...parameterGroups, ...instances],
      conditions: isOurs('generation'),
    },
    {
      sid: 'DeleteCopies',
      why: 'the environment’s copy of an image goes when the generation is restored from it',
      actions: ['rds:DeleteDBSnapshot'],
      resources: copies,
      conditions: isOurs('generation-copy'),
    },
    neverPublic(environment),
    {
      sid: 'KeepPasswords',
      why: 'master users and application roles have passwords of the environment’s own, which only these secrets hold',
      actions: [
        ...['secretsmanager:GetSecretValue', 'secretsmanager:CreateSecret'],
        ...['secretsmanager:TagResource', 'secretsmanager:DeleteSecret'],
      ],
      resources: secretArns(environment, 'backlot/master/*', `backlot/${environment.name}/*`),
    },
    lookAtSecrets(environment),
    ...zoneRules(environment),
    ...throughRds({
      sid: 'ReadImageKey',
      why: 'RDS reads the shared image under the image key',
      owner: cleanroom,
      alias: wellKnown.imageKey,
      uses: readingUses,
      regions: [...new Set([...regions, ...cleanroom.regions])],
    }),
    ...throughRds({
      sid: 'UseDataKey',
      why: 'copies and generations are under the environment’s own key',
      owner: environment,
      alias: wellKnown.dataKey,
      uses: copyingUses,
      regions,
    }),
  ];
}

function zoneRules({ zone }: EnvironmentScope): PolicyRule[] {
  return [
    {
      sid: 'FindZone',
      why: 'finds the environment’s zone by its name; Route 53 knows no narrower resource for it',
      actions: ['route53:ListHostedZonesByName'],
      resources: ['*'],
    },
    {
      sid: 'ReadNames',
      why: 'reads where names point before and after a cutover, and waits until every name server answers',
      actions: ['route53:ListResourceRecordSets', 'route53:GetChange'],
      resources: ['arn:aws:route53:::hostedzone/*', 'arn:aws:route53:::change/*'],
    },
    {
      sid: 'MoveNames',
      why: 'a cutover moves CNAME records below the environment’s zone; no other name and no other type',
      actions: ['route53:ChangeResourceRecordSets'],
      resources: ['arn:aws:route53:::hostedzone/*'],
      conditions: {
        'ForAllValues:StringLike': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': `*.${zone}` },
        'ForAllValues:StringEquals': {
          'route53:ChangeResourceRecordSetsRecordTypes': 'CNAME',
          'route53:ChangeResourceRecordSetsActions': ['UPSERT', 'DELETE'],
        },
      },
    },
  ];
}
