import { AwsError, type AwsCall, type Parameters, type Service } from '../../gateway/contract.js';
import { notImplemented } from '../../gateway/moto.js';
import { textMember } from '../../gateway/text-member.js';
import { applyBatch, type Change } from './change-batch.js';
import type { Changes } from './changes.js';
import { createZone } from './create-zone.js';
import { describeZone, describeZoneFully } from './describe-zone.js';
import { listRecords } from './list-records.js';
import { absoluteName } from './record-set.js';
import { route53ListElements, route53Shape } from './routes.js';
import type { Zone, ZoneVpc } from './zone.js';
import type { ZoneStore } from './zone-store.js';

const largestPage = 100;

/** Route 53's zones, records and changes, with AWS's batch semantics; health checks and the rest are moto's. */
export class Route53Service implements Service {
  readonly name = 'route53';
  readonly listElements = route53ListElements;
  readonly actions = new Set(route53Shape.routes.map(({ action }) => action));

  constructor(
    private readonly zones: ZoneStore,
    private readonly changes: Changes,
  ) {}

  // eslint-disable-next-line @typescript-eslint/require-await -- a refusal must reject, not throw
  async handle(call: AwsCall): Promise<Parameters> {
    const { action, parameters } = call;
    switch (action) {
      case 'CreateHostedZone':
        return this.create(call);
      case 'ListHostedZones':
        return this.list(call);
      case 'ListHostedZonesByName':
        return this.listByName(call);
      case 'GetHostedZoneCount':
        return { HostedZoneCount: this.zones.of(call.caller.accountId).length };
      case 'GetChange':
        return { ChangeInfo: this.changes.get(parameters.Id) };
      case 'ListTagsForResources':
        return { ResourceTagSets: texts(parameters.ResourceIds).map((id) => tagSet(this.zone(call, id))) };
      default:
        return this.onZone(call, this.zone(call, parameters.Id ?? parameters.HostedZoneId ?? parameters.ResourceId));
    }
  }

  private onZone(call: AwsCall, zone: Zone): Parameters {
    const { action, parameters } = call;
    switch (action) {
      case 'GetHostedZone':
        return describeZoneFully(zone);
      case 'UpdateHostedZoneComment':
        zone.comment = textMember(parameters, 'Comment');
        return { HostedZone: describeZone(zone) };
      case 'DeleteHostedZone':
        return this.remove(zone);
      case 'ChangeResourceRecordSets':
        return this.change(zone, parameters);
      case 'ListResourceRecordSets':
        return listRecords(zone, parameters);
      case 'ChangeTagsForResource':
        return changeTags(zone, parameters);
      case 'ListTagsForResource':
        return { ResourceTagSet: tagSet(zone) };
      default:
        return this.onVpc(call, zone);
    }
  }

  private onVpc({ action, parameters }: AwsCall, zone: Zone): Parameters {
    const vpc = parameters.VPC as ZoneVpc;
    const isVpc = ({ VPCId }: ZoneVpc) => VPCId === vpc?.VPCId;
    switch (action) {
      case 'AssociateVPCWithHostedZone':
        if (!zone.options.privateZone) throw new AwsError('PublicZoneVPCAssociation', 'The zone is public.');
        if (!zone.vpcs.some(isVpc)) zone.vpcs.push(vpc);
        return { ChangeInfo: this.changes.accept(() => undefined) };
      case 'DisassociateVPCFromHostedZone':
        if (!zone.vpcs.some(isVpc)) throw new AwsError('VPCAssociationNotFound', 'The VPC is not associated.', 404);
        if (zone.vpcs.length === 1) throw new AwsError('LastVPCAssociation', 'The last VPC cannot be taken away.');
        zone.vpcs.splice(zone.vpcs.findIndex(isVpc), 1);
        return { ChangeInfo: this.changes.accept(() => undefined) };
      case 'CreateVPCAssociationAuthorization':
        if (!zone.authorizations.some(isVpc)) zone.authorizations.push(vpc);
        return { HostedZoneId: zone.id, VPC: vpc };
      case 'ListVPCAssociationAuthorizations':
        return { HostedZoneId: zone.id, VPCs: zone.authorizations };
      case 'DeleteVPCAssociationAuthorization':
        if (!zone.authorizations.some(isVpc)) {
          throw new AwsError('VPCAssociationAuthorizationNotFound', 'The VPC is not authorized.', 404);
        }
        zone.authorizations.splice(zone.authorizations.findIndex(isVpc), 1);
        return {};
      default:
        throw notImplemented('route53', action);
    }
  }

  /** An account finds its own zones; a private zone is also found for association by the account it is authorized to. */
  private zone(call: AwsCall, id: unknown): Zone {
    const foreign = call.action === 'AssociateVPCWithHostedZone' ? this.zones.find(id) : undefined;
    const vpc = call.parameters.VPC as ZoneVpc | undefined;
    if (foreign?.authorizations.some(({ VPCId }) => VPCId === vpc?.VPCId)) return foreign;
    return this.zones.get(call.caller.accountId, id);
  }

  private create(call: AwsCall): Parameters {
    const zone = createZone(this.zones, call);
    const [vpc] = zone.vpcs;
    return {
      ...describeZoneFully(zone),
      VPCs: undefined,
      VPC: vpc,
      ChangeInfo: this.changes.accept(() => undefined),
    };
  }

  private remove(zone: Zone): Parameters {
    if (zone.records.size > 2) {
      throw new AwsError(
        'HostedZoneNotEmpty',
        'The specified hosted zone contains non-required resource record sets and so cannot be deleted.',
      );
    }
    this.zones.remove(zone);
    return { ChangeInfo: this.changes.accept(() => undefined) };
  }

  private change(zone: Zone, parameters: Parameters): Parameters {
    const batch = (parameters.ChangeBatch ?? {}) as { readonly Changes?: readonly Change[] };
    const records = applyBatch(zone.options.name, zone.records, batch.Changes ?? []);
    zone.records = records;
    return { ChangeInfo: this.changes.accept(() => (zone.served = records)) };
  }

  private list({ caller, parameters }: AwsCall): Parameters {
    const zones = this.zones.of(caller.accountId);
    const size = Math.min(Number(parameters.MaxItems ?? largestPage), largestPage);
    const from = parameters.Marker === undefined ? 0 : zones.findIndex(({ id }) => id === parameters.Marker);
    if (from === -1) throw new AwsError('InvalidInput', `Invalid marker ${String(parameters.Marker)}`);
    const next = zones[from + size];
    return {
      HostedZones: zones.slice(from, from + size).map(describeZone),
      Marker: parameters.Marker,
      IsTruncated: next !== undefined,
      NextMarker: next?.id,
      MaxItems: size,
    };
  }

  private listByName({ caller, parameters }: AwsCall): Parameters {
    const zones = this.zones.of(caller.accountId);
    const size = Math.min(Number(parameters.MaxItems ?? largestPage), largestPage);
    const name = textMember(parameters, 'DNSName');
    const start = name === undefined ? '' : absoluteName(name);
    const startId = textMember(parameters, 'HostedZoneId') ?? '';
    const found = zones.filter(({ id, options }) => options.name > start || (options.name === start && id >= startId));
    const next = found[size];
    return {
      HostedZones: found.slice(0, size).map(describeZone),
      DNSName: name,
      IsTruncated: next !== undefined,
      NextDNSName: next?.options.name,
      NextHostedZoneId: next?.id,
      MaxItems: size,
    };
  }
}

function changeTags(zone: Zone, parameters: Parameters): Parameters {
  for (const tag of (parameters.AddTags ?? []) as readonly { Key: string; Value?: string }[]) {
    zone.tags.set(tag.Key, tag.Value ?? '');
  }
  for (const key of texts(parameters.RemoveTagKeys)) zone.tags.delete(key);
  return {};
}

function tagSet(zone: Zone): Parameters {
  const Tags = [...zone.tags].map(([Key, Value]) => ({ Key, Value }));
  return { ResourceType: 'hostedzone', ResourceId: zone.id, Tags };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
