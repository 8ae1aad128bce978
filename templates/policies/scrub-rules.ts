import { wellKnown } from '../../domain/names.js';
import { inRegion, rdsArns, secretArns } from './arns.js';
import { allOf, isOurs, rawFromBirth, sentTo } from './conditions.js';
import type { PolicyRule } from './policy-document.js';
import type { PolicyScope } from './policy-scope.js';
import {
  lookAtDatabases,
  lookAtParameterGroups,
  lookAtQuotas,
  lookAtSecrets,
  lookAtSecurityGroups,
  neverPublic,
} from './shared-rules.js';
import { copyingUses, readingUses, throughRds } from './through-rds.js';

const quarantined = 'backlot-*-quarantine';

/**
 * What BacklotScrub may do in the clean room: bring raw copies in, restore them in quarantine, and clear everything
 * away. It cannot share anything, and cannot use the image key.
 */
export function scrubRules({ production, cleanroom }: PolicyScope): PolicyRule[] {
  const { regions } = cleanroom;
  return [
    lookAtDatabases(cleanroom),
    lookAtQuotas(cleanroom),
    lookAtParameterGroups(cleanroom),
    lookAtSecurityGroups(cleanroom),
    ...regions.map((region): PolicyRule => ({
      sid: 'CopyFromProduction',
      why: 'production’s shared copy is copied under the raw key, in the region where it is: data stays where it must',
      region,
      actions: ['rds:CopyDBSnapshot'],
      resources: [
        ...rdsArns(inRegion(production, region), 'snapshot', 'backlot-*-copy'),
        ...rdsArns(inRegion(cleanroom, region), 'snapshot', 'backlot-*-raw'),
      ],
      conditions: allOf(rawFromBirth('raw-copy'), sentTo(region)),
    })),
    {
      sid: 'RestoreInQuarantine',
      why: 'a raw copy, or a snapshot that is verified once more, becomes an instance only in quarantine',
      actions: ['rds:RestoreDBInstanceFromDBSnapshot'],
      resources: [
        ...rdsArns(cleanroom, 'snapshot', 'backlot-*-raw', 'backlot-*-scrubbed'),
        ...rdsArns(cleanroom, 'db', quarantined),
        ...rdsArns(cleanroom, 'pg', quarantined),
        ...rdsArns(cleanroom, 'subgrp', wellKnown.subnetGroup),
        ...rdsArns(cleanroom, 'og', 'default*'),
      ],
      conditions: rawFromBirth('quarantine'),
    },
    {
      sid: 'MakeParameterGroups',
      why: 'quarantine boots without preloaded jobs and logical workers, so it needs parameters of its own',
      actions: ['rds:CreateDBParameterGroup'],
      resources: rdsArns(cleanroom, 'pg', quarantined),
      conditions: rawFromBirth('quarantine'),
    },
    {
      sid: 'TagAtBirth',
      why: 'RDS asks for it when something is created with tags; only names of ours, only with their destroy-by date',
      actions: ['rds:AddTagsToResource'],
      resources: [
        ...rdsArns(cleanroom, 'snapshot', 'backlot-*-raw', 'backlot-*-scrubbed'),
        ...rdsArns(cleanroom, 'db', quarantined),
        ...rdsArns(cleanroom, 'pg', quarantined),
      ],
      conditions: rawFromBirth('raw-copy', 'quarantine', 'scrubbed-snapshot'),
    },
    {
      sid: 'WorkInQuarantine',
      why: 'sets the parameters, takes production’s password away, and deletes all of it when the run is over',
      actions: [
        ...['rds:ModifyDBParameterGroup', 'rds:DeleteDBParameterGroup'],
        ...['rds:ModifyDBInstance', 'rds:DeleteDBInstance'],
      ],
      resources: [...rdsArns(cleanroom, 'pg', quarantined), ...rdsArns(cleanroom, 'db', quarantined)],
      conditions: isOurs('quarantine'),
    },
    {
      sid: 'SnapshotVerified',
      why: 'the verified instance is snapshotted, still under the raw key; the image is a copy that another role makes',
      actions: ['rds:CreateDBSnapshot'],
      resources: [...rdsArns(cleanroom, 'db', quarantined), ...rdsArns(cleanroom, 'snapshot', 'backlot-*-scrubbed')],
      conditions: rawFromBirth('scrubbed-snapshot'),
    },
    {
      sid: 'DeleteSnapshots',
      why: 'raw copies go when the run ends or their age is over; the sweep retires images that nobody keeps',
      actions: ['rds:DeleteDBSnapshot'],
      resources: rdsArns(cleanroom, 'snapshot', 'backlot-*'),
      conditions: isOurs('raw-copy', 'scrubbed-snapshot', 'image'),
    },
    neverPublic(cleanroom),
    {
      sid: 'KeepMasterPasswords',
      why: 'a quarantined instance gets a password that only its secret holds, and both go together',
      actions: [
        ...['secretsmanager:GetSecretValue', 'secretsmanager:CreateSecret'],
        ...['secretsmanager:TagResource', 'secretsmanager:DeleteSecret'],
      ],
      resources: secretArns(cleanroom, 'backlot/master/backlot-*'),
    },
    {
      sid: 'KeepScrubKeys',
      why: 'the pseudonyms of a residency group come from its secret; it is made once and never deleted here',
      actions: ['secretsmanager:GetSecretValue', 'secretsmanager:CreateSecret', 'secretsmanager:TagResource'],
      resources: secretArns(cleanroom, 'backlot/scrub-key/*'),
    },
    lookAtSecrets(cleanroom),
    ...throughRds({
      sid: 'ReadShareKey',
      why: 'RDS reads production’s shared copy under the share key, in the copy’s own region',
      owner: { id: production.id, regions },
      alias: wellKnown.shareKey,
      uses: readingUses,
      regions,
    }),
    ...throughRds({
      sid: 'UseRawKey',
      why: 'raw copies, quarantined instances and their snapshots are under the raw key',
      owner: cleanroom,
      alias: wellKnown.rawKey,
      uses: copyingUses,
      regions,
    }),
  ];
}
