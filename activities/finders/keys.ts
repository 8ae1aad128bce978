import {
  DeleteAliasCommand,
  DescribeKeyCommand,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import type { Found } from '../../domain/messages/listing.js';
import type { Tags } from '../../domain/tags.js';
import { allPages } from '../aws/paginate.js';
import { unlessDone, unlessForbidden, type Finders, type Reach } from './finder.js';

/** The shortest time that AWS takes; nothing that was under the key is there any more when it goes. */
const pendingDays = 7;

/** How keys and their aliases are found. A key is never deleted at once: AWS keeps it pending for days. */
export const keyFinders: Finders<'aws_kms_key' | 'aws_kms_alias'> = {
  aws_kms_key: {
    scope: 'region',
    async list(reach) {
      const keys = await allPages(async (Marker) => {
        const answer = await kms(reach).send(new ListKeysCommand({ Marker }));
        return { items: answer.Keys ?? [], next: answer.NextMarker };
      });
      return Promise.all(keys.map(({ KeyId = '' }) => describe(reach, KeyId)));
    },
    // An attempt before this one may have done it, and died before it could tell.
    remove: (reach, { id }) =>
      unlessDone({ names: ['KMSInvalidStateException'], words: /pending deletion/i }, () =>
        kms(reach).send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: pendingDays })),
      ),
    gone: ['NotFoundException'],
  },
  aws_kms_alias: {
    scope: 'region',
    async list(reach) {
      const aliases = await allPages(async (Marker) => {
        const answer = await kms(reach).send(new ListAliasesCommand({ Marker }));
        return { items: answer.Aliases ?? [], next: answer.NextMarker };
      });
      return aliases.map(({ AliasName = '', TargetKeyId }) => ({
        type: 'aws_kms_alias',
        id: AliasName,
        importId: AliasName,
        name: AliasName,
        tags: {},
        ...(AliasName.startsWith('alias/aws/') && { builtIn: true }),
        ...(TargetKeyId !== undefined && { partOf: TargetKeyId }),
      }));
    },
    remove: (reach, { id }) => kms(reach).send(new DeleteAliasCommand({ AliasName: id })),
    gone: ['NotFoundException'],
  },
};

async function describe(reach: Reach, KeyId: string): Promise<Found> {
  const found = { type: 'aws_kms_key', id: KeyId, importId: KeyId } as const;
  // A key's own policy may let nobody look: then it is not ours.
  const [KeyMetadata] = await unlessForbidden(async () => {
    const answer = await kms(reach).send(new DescribeKeyCommand({ KeyId }));
    return answer.KeyMetadata === undefined ? [] : [answer.KeyMetadata];
  });
  if (KeyMetadata?.KeyManager === 'AWS') return { ...found, tags: {}, builtIn: true };
  const state = KeyMetadata?.KeyState;
  if (state === 'PendingDeletion' || state === 'PendingReplicaDeletion') return { ...found, tags: {}, ending: state };
  return { ...found, tags: await tagsOf(reach, KeyId) };
}

async function tagsOf(reach: Reach, KeyId: string): Promise<Tags> {
  const tags = await unlessForbidden(() =>
    allPages(async (Marker) => {
      const answer = await kms(reach).send(new ListResourceTagsCommand({ KeyId, Marker }));
      return { items: answer.Tags ?? [], next: answer.NextMarker };
    }),
  );
  return Object.fromEntries(tags.map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue]));
}

function kms({ aws, place }: Reach) {
  return aws.kms(place);
}
