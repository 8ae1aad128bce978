import { ListTagsForResourceCommand } from '@aws-sdk/client-rds';
import { ListSecretsCommand, type SecretListEntry } from '@aws-sdk/client-secrets-manager';
import type { Place } from '../../domain/messages/slices.js';
import { masterSecret } from '../../domain/names.js';
import type { sweptTypes } from '../../domain/messages/sweep.js';
import { resourceKinds, tagKeys, type ResourceKind, type Tags } from '../../domain/tags.js';
import type { AwsAccess } from '../aws/access.js';
import { isNotFound } from '../aws/error-names.js';
import { allPages } from '../aws/paginate.js';
import { fromAwsTags } from '../aws/resource-tags.js';
import { listInstances } from '../databases/describe-instance.js';
import { listManualSnapshots } from '../databases/images.js';
import { listParameterGroups } from '../databases/list-parameter-groups.js';

/** A resource of ours, as a finder sees it. */
export interface FoundResource {
  readonly type: (typeof sweptTypes)[number];
  readonly id: string;
  readonly tags: Tags;
  readonly endpoint?: string;
  readonly available: boolean;
  /** ISO time; only of what is chosen by its age. */
  readonly createdAt?: string;
}

/** Where and what a finder looks for. */
export interface Wanted {
  readonly place: Place;
  readonly types: readonly (typeof sweptTypes)[number][];
  /** Only what has this in its name. */
  readonly named?: string;
}

/** One finder for each type of resource that the product's own calls create. */
export function createFinders(aws: AwsAccess) {
  const finders = {
    instance: async ({ place }: Wanted): Promise<FoundResource[]> =>
      (await listInstances(aws, place)).map((found) => ({
        type: 'instance',
        id: found.DBInstanceIdentifier ?? '',
        tags: fromAwsTags(found.TagList),
        available: found.DBInstanceStatus === 'available',
        ...(found.Endpoint?.Address === undefined ? {} : { endpoint: found.Endpoint.Address }),
      })),

    snapshot: async ({ place }: Wanted): Promise<FoundResource[]> =>
      (await listManualSnapshots(aws, place)).map((found) => ({
        type: 'snapshot',
        id: found.DBSnapshotIdentifier ?? '',
        tags: fromAwsTags(found.TagList),
        available: found.Status === 'available',
        ...(found.SnapshotCreateTime === undefined ? {} : { createdAt: found.SnapshotCreateTime.toISOString() }),
      })),

    /** A group whose instance is there goes with it, and is not asked for its tags, one call each. */
    'parameter-group': async (
      { place, named = '' }: Wanted,
      instances: readonly FoundResource[],
    ): Promise<FoundResource[]> => {
      const groups = await listParameterGroups(aws, place);
      const taken = new Set(instances.map(({ id }) => id));
      const own = groups.filter(({ DBParameterGroupName: name = '' }) => !taken.has(name) && name.includes(named));
      const found = await Promise.all(
        own.map(async ({ DBParameterGroupName: id = '', DBParameterGroupArn: ResourceName }) => {
          const tags = await aws
            .rds(place)
            .send(new ListTagsForResourceCommand({ ResourceName }))
            .then(({ TagList }) => fromAwsTags(TagList), goneMeanwhile);
          return tags && { type: 'parameter-group' as const, id, tags, available: true };
        }),
      );
      return found.filter((group) => group !== undefined);
    },

    secret: async ({ place }: Wanted, instances: readonly FoundResource[]): Promise<FoundResource[]> => {
      const secrets = await allPages<SecretListEntry>(async (token) => {
        const answer = await aws.secrets(place).send(
          new ListSecretsCommand({
            Filters: [{ Key: 'name', Values: ['backlot/master/'] }],
            ...(token === undefined ? {} : { NextToken: token }),
          }),
        );
        return { items: answer.SecretList ?? [], next: answer.NextToken };
      });
      const taken = new Set(instances.map(({ id }) => masterSecret(id)));
      return secrets
        .filter(({ Name = '' }) => !taken.has(Name))
        .map(({ Name: id = '', Tags }) => ({ type: 'secret', id, tags: fromAwsTags(Tags), available: true }));
    },
  };

  return {
    /** Finds everything of ours that is asked for. What belongs to an instance that is there is not told apart. */
    async findAll(wanted: Wanted): Promise<FoundResource[]> {
      const { types, named = '' } = wanted;
      const instances = await finders.instance(wanted);
      const others = types.filter((type) => type !== 'instance');
      const found = await Promise.all(others.map((type) => finders[type](wanted, instances)));
      return [...instances, ...found.flat()].filter(({ id, tags }) => isOurs(tags) && id.includes(named));
    },
  };
}

/** What is listed may be gone when it is asked for its tags. */
function goneMeanwhile(error: unknown): undefined {
  if (!isNotFound(error)) throw error;
}

function isOurs(tags: Tags): boolean {
  return tags[tagKeys.operation] !== undefined && resourceKinds.includes(tags[tagKeys.kind] as ResourceKind);
}
