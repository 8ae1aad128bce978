import {
  DescribeDBParameterGroupsCommand,
  ListTagsForResourceCommand,
  type DBParameterGroup,
} from '@aws-sdk/client-rds';
import { ListSecretsCommand, type SecretListEntry } from '@aws-sdk/client-secrets-manager';
import type { Place } from '../../domain/messages/slices.js';
import type { sweptTypes } from '../../domain/messages/sweep.js';
import { resourceKinds, tagKeys, type ResourceKind, type Tags } from '../../domain/tags.js';
import type { AwsAccess } from '../aws/access.js';
import { allPages } from '../aws/paginate.js';
import { fromAwsTags } from '../aws/resource-tags.js';
import { listInstances } from '../databases/describe-instance.js';
import { listManualSnapshots } from '../databases/images.js';

/** A resource of ours, as a finder sees it. */
export interface FoundResource {
  readonly type: (typeof sweptTypes)[number];
  readonly id: string;
  readonly tags: Tags;
  readonly endpoint?: string;
  readonly available: boolean;
}

/** One finder for each type of resource that the product's own calls create. */
export function createFinders(aws: AwsAccess) {
  const finders: Record<(typeof sweptTypes)[number], (place: Place) => Promise<FoundResource[]>> = {
    instance: async (place) =>
      (await listInstances(aws, place)).map((found) => ({
        type: 'instance',
        id: found.DBInstanceIdentifier ?? '',
        tags: fromAwsTags(found.TagList),
        available: found.DBInstanceStatus === 'available',
        ...(found.Endpoint?.Address === undefined ? {} : { endpoint: found.Endpoint.Address }),
      })),

    snapshot: async (place) =>
      (await listManualSnapshots(aws, place)).map((found) => ({
        type: 'snapshot',
        id: found.DBSnapshotIdentifier ?? '',
        tags: fromAwsTags(found.TagList),
        available: found.Status === 'available',
      })),

    'parameter-group': async (place) => {
      const groups = await allPages<DBParameterGroup>(async (marker) => {
        const answer = await aws
          .rds(place)
          .send(new DescribeDBParameterGroupsCommand(marker === undefined ? {} : { Marker: marker }));
        return { items: answer.DBParameterGroups ?? [], next: answer.Marker };
      });
      const own = groups.filter(({ DBParameterGroupName: name }) => name?.startsWith('default.') === false);
      return Promise.all(
        own.map(async ({ DBParameterGroupName: id = '', DBParameterGroupArn: ResourceName }) => {
          const answer = await aws.rds(place).send(new ListTagsForResourceCommand({ ResourceName }));
          return { type: 'parameter-group' as const, id, tags: fromAwsTags(answer.TagList), available: true };
        }),
      );
    },

    secret: async (place) => {
      const secrets = await allPages<SecretListEntry>(async (token) => {
        const answer = await aws.secrets(place).send(
          new ListSecretsCommand({
            Filters: [{ Key: 'name', Values: ['backlot/master/'] }],
            ...(token === undefined ? {} : { NextToken: token }),
          }),
        );
        return { items: answer.SecretList ?? [], next: answer.NextToken };
      });
      return secrets.map(({ Name: id = '', Tags }) => ({
        type: 'secret',
        id,
        tags: fromAwsTags(Tags),
        available: true,
      }));
    },
  };

  return {
    /** Finds everything of ours in one place, of the given types. */
    async findAll(place: Place, types: readonly (typeof sweptTypes)[number][]): Promise<FoundResource[]> {
      const found = await Promise.all(types.map((type) => finders[type](place)));
      return found.flat().filter(({ tags }) => isOurs(tags));
    },
  };
}

function isOurs(tags: Tags): boolean {
  return tags[tagKeys.operation] !== undefined && resourceKinds.includes(tags[tagKeys.kind] as ResourceKind);
}
