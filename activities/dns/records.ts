import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  type Change,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { BacklotError } from '../../domain/errors.js';
import type { ChangeRecordsInput, CnameRecord, ZoneAt } from '../../domain/messages/dns.js';
import type { ActivityDependencies } from '../dependencies.js';
import { NotReadyError } from '../edge/not-ready.js';

/** Activities that read and move an environment's names. Names have no trailing dot. */
export function createDnsActivities({ aws, timings }: ActivityDependencies) {
  return {
    /** Reads the CNAME records of the given names; a name without one is left out. */
    async readRecords({ zone, names }: { zone: ZoneAt; names: readonly string[] }): Promise<CnameRecord[]> {
      const id = await zoneId(zone);
      const found = await Promise.all(names.map((name) => readRecord(zone, id, name)));
      return found.filter((record) => record !== undefined);
    },

    /**
     * Points names to new values, all in one batch: clients see all of them move or none. A name that already points
     * there is sent again, because only the answer tells what to wait for: an attempt that died may have moved it
     * without anybody having waited. Returns the id of the change to wait for; none when there was nothing to do.
     */
    async changeRecords({ zone, records, remove = [] }: ChangeRecordsInput): Promise<{ changeId?: string }> {
      const id = await zoneId(zone);
      const changes: Change[] = records.map((record) => ({ Action: 'UPSERT', ResourceRecordSet: recordSet(record) }));
      for (const name of remove) {
        const current = await readRecord(zone, id, name);
        if (current === undefined) continue;
        changes.push({ Action: 'DELETE', ResourceRecordSet: recordSet(current) });
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

  async function readRecord(zone: ZoneAt, id: string, name: string): Promise<CnameRecord | undefined> {
    const answer = await aws.route53(zone.place).send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: id,
        StartRecordName: `${name}.`,
        StartRecordType: 'CNAME',
        MaxItems: 1,
      }),
    );
    const [record] = answer.ResourceRecordSets ?? [];
    const value = record?.ResourceRecords?.[0]?.Value;
    if (record?.Name !== `${name}.` || record.Type !== 'CNAME' || value === undefined) return undefined;
    return { name, value: value.replace(/\.$/, ''), ttlSeconds: record.TTL ?? 0 };
  }
}

function recordSet({ name, value, ttlSeconds }: CnameRecord): ResourceRecordSet {
  return { Name: name, Type: 'CNAME', TTL: ttlSeconds, ResourceRecords: [{ Value: value }] };
}
