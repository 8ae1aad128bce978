import { AwsError, type AwsCall, type Parameters, type Service } from '../../gateway/contract.js';
import { textMember } from '../../gateway/text-member.js';
import { applyBatch, type Change } from './change-batch.js';
import { createZone } from './create-zone.js';
import { describeZone, describeZoneFully } from './describe-zone.js';
import { listRecords } from './list-records.js';
import { defaultRoute53Quotas, type Route53Quotas } from './options.js';
import { absoluteName } from './record-set.js';
import { RequestRate } from './request-rate.js';
import { route53ListElements, route53Shape } from './routes.js';
import { actOnVpc, type VpcContext } from './vpc-actions.js';
import type { Zone, ZoneVpc } from './zone.js';

const largestPage = 100;

/** Route 53's zones, records and changes, with AWS's batch semantics; health checks and the rest are moto's. */
export class Route53Service implements Service {
  readonly name = 'route53';
  readonly listElements = route53ListElements;
  readonly actions = new Set(route53Shape.routes.map(({ action }) => action));

  private readonly quotas: Route53Quotas;
  private readonly rate: RequestRate;

  constructor(
    private readonly context: VpcContext,
    quotas: Partial<Route53Quotas> = {},
  ) {
    this.quotas = { ...defaultRoute53Quotas, ...quotas };
    this.rate = new RequestRate(this.quotas.requestsPerSecond);
  }

  async handle(call: AwsCall): Promise<Parameters> {
    this.rate.take(call.caller.accountId);
    return await this.answer(call);
  }

  private async answer(call: AwsCall): Promise<Parameters> {
    const { action, parameters } = call;
    switch (action) {
      case 'CreateHostedZone':
        return await this.create(call);
      case 'ListHostedZones':
        return this.list(call);
      case 'ListHostedZonesByName':
        return this.listByName(call);
      case 'GetHostedZoneCount':
        return { HostedZoneCount: this.context.zones.of(call.caller.accountId).length };
      case 'GetChange':
        return { ChangeInfo: this.context.changes.get(parameters.Id) };
      case 'ListTagsForResources':
        return { ResourceTagSets: texts(parameters.ResourceIds).map((id) => tagSet(this.zone(call, id))) };
      default:
        return await this.onZone(
          call,
          this.zone(call, parameters.Id ?? parameters.HostedZoneId ?? parameters.ResourceId),
        );
    }
  }

  private async onZone(call: AwsCall, zone: Zone): Promise<Parameters> {
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
      case 'GetDNSSEC':
        if (!zone.options.privateZone) return { Status: { ServeSignature: 'NOT_SIGNING' }, KeySigningKeys: [] };
        throw new AwsError('InvalidArgument', 'Operation is unsupported for private hosted zones.');
      default:
        return await actOnVpc(this.context, call, zone);
    }
  }

  /** An account finds its own zones; a private zone is also found for association by the account it is authorized to. */
  private zone(call: AwsCall, id: unknown): Zone {
    const foreign = call.action === 'AssociateVPCWithHostedZone' ? this.context.zones.find(id) : undefined;
    const vpc = call.parameters.VPC as ZoneVpc | undefined;
    if (foreign?.authorizations.some(({ VPCId }) => VPCId === vpc?.VPCId)) return foreign;
    return this.context.zones.get(call.caller.accountId, id);
  }

  private async create(call: AwsCall): Promise<Parameters> {
    const zone = await createZone(this.context, call, this.quotas.hostedZones);
    const [vpc] = zone.vpcs;
    return {
      ...describeZoneFully(zone),
      VPCs: undefined,
      VPC: vpc,
      ChangeInfo: this.context.changes.accept(() => undefined),
    };
  }

  private remove(zone: Zone): Parameters {
    if (zone.records.size > 2) {
      throw new AwsError(
        'HostedZoneNotEmpty',
        'The specified hosted zone contains non-required resource record sets and so cannot be deleted.',
      );
    }
    this.context.zones.remove(zone);
    return { ChangeInfo: this.context.changes.accept(() => undefined) };
  }

  private change(zone: Zone, parameters: Parameters): Parameters {
    const batch = (parameters.ChangeBatch ?? {}) as { readonly Changes?: readonly Change[] };
    this.context.changes.requireQuiet(zone.id);
    const records = applyBatch(zone.options.name, zone.records, batch.Changes ?? [], this.quotas.recordsPerZone);
    zone.records = records;
    return { ChangeInfo: this.context.changes.accept(() => (zone.served = records), zone.id) };
  }

  private list({ caller, parameters }: AwsCall): Parameters {
    const zones = this.context.zones.of(caller.accountId);
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
    const zones = this.context.zones.of(caller.accountId);
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
