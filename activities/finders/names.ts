import {
  ChangeResourceRecordSetsCommand,
  DeleteHostedZoneCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  ListTagsForResourceCommand,
  type HostedZone,
  type ListResourceRecordSetsRequest,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import type { Found } from '../../domain/messages/listing.js';
import { allPages } from '../aws/paginate.js';
import { fromAwsTags } from '../aws/resource-tags.js';
import type { Finders, Reach } from './finder.js';

/** How zones and the records in them are found. A zone has its tags only some time after its birth. */
export const nameFinders: Finders<'aws_route53_zone' | 'aws_route53_record'> = {
  aws_route53_zone: {
    scope: 'account',
    list: zones,
    remove: (reach, { id }) => route53(reach).send(new DeleteHostedZoneCommand({ Id: id })),
    gone: ['NoSuchHostedZone'],
  },
  aws_route53_record: {
    scope: 'account',
    async list(reach) {
      const all = await zones(reach);
      const listed = await Promise.all(
        all.map(async ({ id: zone, name: zoneName, tags }) =>
          (await records(reach, zone))
            // The zone's own two records come and go with it.
            .filter(({ Name, Type }) => !(nameOf(Name) === zoneName && (Type === 'NS' || Type === 'SOA')))
            .map((record): Found => {
              const importId = importIdOf(zone, record);
              return {
                type: 'aws_route53_record',
                id: importId,
                importId,
                name: nameOf(record.Name),
                tags,
                partOf: zone,
              };
            }),
        ),
      );
      return listed.flat();
    },
    async remove(reach, { id, partOf: zone = '' }) {
      // AWS deletes a record only when all of it is told.
      const record = (await records(reach, zone)).find((each) => importIdOf(zone, each) === id);
      if (record === undefined) return;
      const ChangeBatch = { Changes: [{ Action: 'DELETE' as const, ResourceRecordSet: record }] };
      await route53(reach).send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch }));
    },
    gone: ['NoSuchHostedZone'],
  },
};

function zones(reach: Reach): Promise<Found[]> {
  return reach.once('zones', async () => {
    const all = await allPages<HostedZone>(async (Marker) => {
      const answer = await route53(reach).send(new ListHostedZonesCommand({ Marker }));
      return { items: answer.HostedZones ?? [], next: answer.NextMarker };
    });
    return Promise.all(
      all.map(async ({ Id = '', Name }): Promise<Found> => {
        const id = Id.replace('/hostedzone/', '');
        const answer = await route53(reach).send(
          new ListTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId: id }),
        );
        return {
          type: 'aws_route53_zone',
          id,
          importId: id,
          name: nameOf(Name),
          tags: fromAwsTags(answer.ResourceTagSet?.Tags),
        };
      }),
    );
  });
}

function records(reach: Reach, zone: string): Promise<ResourceRecordSet[]> {
  type Next = Pick<ListResourceRecordSetsRequest, 'StartRecordName' | 'StartRecordType' | 'StartRecordIdentifier'>;
  return allPages<ResourceRecordSet, Next>(async (next) => {
    const answer = await route53(reach).send(new ListResourceRecordSetsCommand({ HostedZoneId: zone, ...next }));
    return {
      items: answer.ResourceRecordSets ?? [],
      next:
        answer.IsTruncated === true
          ? {
              StartRecordName: answer.NextRecordName,
              StartRecordType: answer.NextRecordType,
              StartRecordIdentifier: answer.NextRecordIdentifier,
            }
          : undefined,
    };
  });
}

function importIdOf(zone: string, { Name, Type, SetIdentifier }: ResourceRecordSet): string {
  return [zone, nameOf(Name), Type, ...(SetIdentifier === undefined ? [] : [SetIdentifier])].join('_');
}

function nameOf(name = ''): string {
  return name.replace(/\.$/, '');
}

function route53({ aws, place }: Reach) {
  return aws.route53(place);
}
