import { wellKnown } from '../../domain/names.js';
import { inRegion, rdsArns } from './arns.js';
import { allOf, isOurs, rawFromBirth, sentTo } from './conditions.js';
import type { PolicyRule } from './policy-document.js';
import type { PolicyScope } from './policy-scope.js';
import { lookAtDatabases, lookAtQuotas, lookAtSecurityGroups, neverPublic } from './shared-rules.js';
import { copyingUses, throughRds } from './through-rds.js';

const temporary = 'backlot-*-pit';

/**
 * What BacklotSource may do in production: look, and make, share and delete snapshots of its own. IAM has no condition
 * on whom a snapshot is shared with; that only copies under the share key can be of use to anybody is the key's doing.
 */
export function sourceRules({ production }: PolicyScope): PolicyRule[] {
  const { regions, sourceInstances, temporaryInstances } = production;
  return [
    lookAtDatabases(production),
    lookAtQuotas(production),
    {
      sid: 'LookAtSettings',
      why: 'copies get production’s parameters where they apply, and are shared with the clean room only once',
      actions: ['rds:DescribeDBParameters', 'rds:DescribeDBSnapshotAttributes'],
      resources: [...rdsArns(production, 'pg', '*'), ...rdsArns(production, 'snapshot', 'backlot-*')],
    },
    {
      sid: 'TakeSnapshots',
      why: 'snapshot: fresh takes one of an instance that the fleet names; it carries our name and tags from birth',
      actions: ['rds:CreateDBSnapshot'],
      resources: [
        ...rdsArns(production, 'db', ...sourceInstances, ...(temporaryInstances ? [temporary] : [])),
        ...rdsArns(production, 'snapshot', 'backlot-*-source'),
      ],
      conditions: rawFromBirth('source-snapshot'),
    },
    ...regions.map((region) => copyRule(production, region)),
    {
      sid: 'TagAtBirth',
      why: 'RDS asks for it when something is created with tags; only names of ours can be tagged, never a backup of production',
      actions: ['rds:AddTagsToResource'],
      resources: [
        ...rdsArns(production, 'snapshot', 'backlot-*'),
        ...(temporaryInstances ? rdsArns(production, 'db', temporary) : []),
      ],
      conditions: rawFromBirth('source-snapshot', 'source-copy', ...(temporaryInstances ? temporaryKinds : [])),
    },
    {
      sid: 'ShareCopies',
      why: 'the clean room copies from a shared copy; only copies that were made to be shared can be',
      actions: ['rds:ModifyDBSnapshotAttribute'],
      resources: rdsArns(production, 'snapshot', 'backlot-*-copy'),
      conditions: isOurs('source-copy'),
    },
    {
      sid: 'DeleteOwnSnapshots',
      why: 'nothing of ours stays behind; name and birth tag must both say that it is ours',
      actions: ['rds:DeleteDBSnapshot'],
      resources: rdsArns(production, 'snapshot', 'backlot-*'),
      conditions: isOurs('source-snapshot', 'source-copy'),
    },
    ...throughRds({
      sid: 'ReadSourceKeys',
      why: 'an encrypted source is read under production’s own keys, through RDS; nothing can be written under them',
      owner: production,
      uses: ['kms:DescribeKey', 'kms:Decrypt'],
      regions,
    }),
    ...throughRds({
      sid: 'CopyUnderShareKey',
      why: 'what is shared is encrypted under the share key, which lets in the clean room alone',
      owner: production,
      alias: wellKnown.shareKey,
      uses: copyingUses,
      regions,
    }),
    ...(temporaryInstances ? temporaryRules(production) : []),
  ];
}

const temporaryKinds = ['source-instance'] as const;

function copyRule(production: PolicyScope['production'], region: string): PolicyRule {
  const here = inRegion(production, region);
  return {
    sid: 'CopySnapshots',
    why: 'neither an automated snapshot nor one under another key can be shared, so a copy is made, in the same region',
    region,
    actions: ['rds:CopyDBSnapshot'],
    resources: rdsArns(here, 'snapshot', 'rds:*', 'backlot-*-source', 'backlot-*-copy'),
    conditions: allOf(rawFromBirth('source-copy'), sentTo(region)),
  };
}

/** Only with `production.temporaryInstances: allowed`. */
function temporaryRules(production: PolicyScope['production']): PolicyRule[] {
  return [
    {
      sid: 'RestorePointInTime',
      why: 'production.temporaryInstances: allowed; the temporary instance carries our name and tags from birth',
      actions: ['rds:RestoreDBInstanceToPointInTime'],
      resources: [
        ...rdsArns(production, 'db', ...production.sourceInstances, temporary),
        ...(['pg', 'og', 'subgrp'] as const).flatMap((kind) => rdsArns(production, kind, '*')),
      ],
      conditions: rawFromBirth('source-instance'),
    },
    {
      sid: 'DeleteTemporaryInstances',
      why: 'the temporary instance goes as soon as its snapshot is taken; no other instance can be deleted',
      actions: ['rds:DeleteDBInstance'],
      resources: rdsArns(production, 'db', temporary),
      conditions: isOurs('source-instance'),
    },
    lookAtSecurityGroups(production),
    neverPublic(production),
  ];
}
