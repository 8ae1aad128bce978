import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  type Change,
  type ListResourceRecordSetsRequest,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { BacklotError } from '../../domain/errors.js';
import type { ChangeRecordsInput, CnameRecord, ZoneAt } from '../../domain/messages/dns.js';
import { allPages } from '../aws/paginate.js';
import type { ActivityDependencies } from '../dependencies.js';
import { NotReadyError } from '../edge/not-ready.js';

/** Activities that read and move an environment's names. Names have no trailing dot. */
export function createDnsActivities({ aws, timings }: ActivityDependencies) {
  return {
    /** Reads the CNAME records of the given names; a name without one is left out. */
    async readRecords({ zone, names }: { zone: ZoneAt; names: readonly string[] }): Promise<CnameRecord[]> {
      const wanted = new Set(names);
      return (await listRecords(zone, await zoneId(zone))).filter(({ name }) => wanted.has(name));
    },

    /**
     * Points names to new values, all in one batch: clients see all of them move or none. A name that already points
     * there is sent again, because only the answer tells what to wait for: an attempt that died may have moved it
     * without anybody having waited. Returns the id of the change to wait for; none when there was nothing to do.
     */
    async changeRecords({ zone, records, remove = [] }: ChangeRecordsInput): Promise<{ changeId?: string }> {
      const id = await zoneId(zone);
      const changes: Change[] = records.map((record) => ({ Action: 'UPSERT', ResourceRecordSet: recordSet(record) }));
      const current = remove.length === 0 ? [] : await listRecords(zone, id);
      for (const record of current.filter(({ name }) => remove.includes(name))) {
        changes.push({ Action: 'DELETE', ResourceRecordSet: recordSet(record) });
      }
      if (changes.length === 0) return {};
      const answer = await aws
        .route53(zone.place)
        .send(new ChangeResourceRecordSetsCommand({ HostedZoneId: id, ChangeBatch: { Changes: changes } }));
      return answer.ChangeInfo?.Id === undefined ? {} : { changeId: answer.ChangeInfo.Id };
    },

    /** Looks once whether every name server answers with a change; `NotReady` until then. */
    async awaitRecords({ zone, changeId }: { zone: ZoneAt; changeId: string }): Promise<void> {
      const answer = await aws.route53(zone.place).send(new GetChangeCommand({ Id: changeId }));
      if (answer.ChangeInfo?.Status === 'INSYNC') return;
      throw new NotReadyError(
        `the change of ${zone.name} is ${answer.ChangeInfo?.Status ?? 'unknown'}`,
        timings.dnsPollMs,
      );
    },
  };

  async function zoneId({ place, name, visibility }: ZoneAt): Promise<string> {
    const answer = await aws.route53(place).send(new ListHostedZonesByNameCommand({ DNSName: `${name}.` }));
    const zones = (answer.HostedZones ?? []).filter(
      (zone) => zone.Name === `${name}.` && (zone.Config?.PrivateZone ?? false) === (visibility === 'private'),
    );
    if (zones.length !== 1 || zones[0]?.Id === undefined) {
      throw new BacklotError(
        'NotFound',
        `Account ${place.account} has ${zones.length} ${visibility} zones named ${name}; exactly one is needed. ` +
          'Deploy the environment, or remove the other zone.',
      );
    }
    return zones[0].Id;
  }

  /** Lists all CNAME records of a zone: an account may send five requests a second, so names are not looked up singly. */
  async function listRecords({ place }: ZoneAt, id: string): Promise<CnameRecord[]> {
    const sets = await allPages<
      ResourceRecordSet,
      Pick<ListResourceRecordSetsRequest, 'StartRecordName' | 'StartRecordType'>
    >(async (next) => {
      const answer = await aws.route53(place).send(new ListResourceRecordSetsCommand({ HostedZoneId: id, ...next }));
      return {
        items: answer.ResourceRecordSets ?? [],
        next:
          answer.IsTruncated === true
            ? { StartRecordName: answer.NextRecordName, StartRecordType: answer.NextRecordType }
            : undefined,
      };
    });
    return sets.flatMap(({ Name, Type, TTL, ResourceRecords }) => {
      const value = ResourceRecords?.[0]?.Value;
      if (Type !== 'CNAME' || Name === undefined || value === undefined) return [];
      return [{ name: Name.replace(/\.$/, ''), value: value.replace(/\.$/, ''), ttlSeconds: TTL ?? 0 }];
    });
  }
}

function recordSet({ name, value, ttlSeconds }: CnameRecord): ResourceRecordSet {
  return { Name: name, Type: 'CNAME', TTL: ttlSeconds, ResourceRecords: [{ Value: value }] };
}
