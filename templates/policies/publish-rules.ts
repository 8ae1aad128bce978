import { wellKnown } from '../../domain/names.js';
import { inRegion, keyArns, rdsArns } from './arns.js';
import { allOf, isOurs, rawFromBirth, sentTo } from './conditions.js';
import type { PolicyRule } from './policy-document.js';
import type { PolicyScope } from './policy-scope.js';
import { withStatementKey } from './statement-key.js';
import { copyingUses, readingUses, throughRds } from './through-rds.js';

const image = 'backlot-*-image';

/**
 * What BacklotPublish may do in the clean room: copy a verified snapshot under the image key, and share images. It
 * cannot restore anything, and a raw copy has neither the name nor the tag of what it may touch.
 */
export function publishRules({ cleanroom }: PolicyScope): PolicyRule[] {
  const { regions } = cleanroom;
  const images = rdsArns(cleanroom, 'snapshot', image);
  return [
    {
      sid: 'LookAtSnapshots',
      why: 'a snapshot is compared with its signed statement before it becomes an image, and an image before every share',
      actions: ['rds:DescribeDBSnapshots', 'rds:DescribeDBSnapshotAttributes'],
      resources: [...rdsArns(cleanroom, 'snapshot', '*'), ...rdsArns(cleanroom, 'db', '*')],
    },
    {
      sid: 'CheckStatements',
      why: 'only what the verifier has signed becomes an image, and only such an image is shared',
      actions: ['kms:Verify'],
      resources: keyArns(cleanroom),
      conditions: withStatementKey,
    },
    ...regions.map((region): PolicyRule => ({
      sid: 'MakeImages',
      why: 'an image is a copy of the snapshot of a verified instance, in the same region, and nothing else',
      region,
      actions: ['rds:CopyDBSnapshot'],
      resources: rdsArns(inRegion(cleanroom, region), 'snapshot', 'backlot-*-scrubbed', image),
      conditions: allOf(rawFromBirth('image'), sentTo(region)),
    })),
    {
      sid: 'TagAtBirth',
      why: 'RDS asks for it when an image is created with its tags, which name its report and its end',
      actions: ['rds:AddTagsToResource'],
      resources: images,
      conditions: rawFromBirth('image'),
    },
    {
      sid: 'ShareImages',
      why: 'an environment copies from a shared image; the share is withdrawn as soon as it has its copy',
      actions: ['rds:ModifyDBSnapshotAttribute'],
      resources: images,
      conditions: isOurs('image'),
    },
    {
      sid: 'DeleteUnfinishedImages',
      why: 'an image that could not be finished is deleted by the run that began it',
      actions: ['rds:DeleteDBSnapshot'],
      resources: images,
      conditions: isOurs('image'),
    },
    ...throughRds({
      sid: 'ReadRawKey',
      why: 'the snapshot of the verified instance is under the raw key, because RDS restores under the snapshot’s key',
      owner: cleanroom,
      alias: wellKnown.rawKey,
      uses: readingUses,
      regions,
    }),
    ...throughRds({
      sid: 'CopyUnderImageKey',
      why: 'only verified copies are under the image key, so that environments can be let in to it',
      owner: cleanroom,
      alias: wellKnown.imageKey,
      uses: copyingUses,
      regions,
    }),
  ];
}
