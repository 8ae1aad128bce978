import { AwsError, type AwsCall, type Parameters } from '../../gateway/contract.js';
import { notImplemented } from '../../gateway/moto.js';
import type { Changes } from './changes.js';
import type { VpcDirectory } from './vpc-directory.js';
import type { Zone, ZoneVpc } from './zone.js';
import type { ZoneStore } from './zone-store.js';

/** What the actions on the VPCs of a zone work with. */
export interface VpcContext {
  readonly zones: ZoneStore;
  readonly changes: Changes;
  readonly vpcs: VpcDirectory;
}

/**
 * Does what the call asks with a zone's VPCs: the zone's owner authorizes another account's VPC, and that account then
 * associates it.
 */
export async function actOnVpc(context: VpcContext, call: AwsCall, zone: Zone): Promise<Parameters> {
  const { action, parameters } = call;
  const vpc = parameters.VPC as ZoneVpc | undefined;
  const isVpc = ({ VPCId }: ZoneVpc) => VPCId === vpc?.VPCId;
  if (action === 'ListVPCAssociationAuthorizations') return { HostedZoneId: zone.id, VPCs: zone.authorizations };
  if (vpc === undefined) throw new AwsError('InvalidInput', 'The request names no VPC.');
  switch (action) {
    case 'AssociateVPCWithHostedZone':
      if (!zone.options.privateZone) throw new AwsError('PublicZoneVPCAssociation', 'The zone is public.');
      await requireUsable(context, call.caller.accountId, zone, vpc);
      if (!zone.vpcs.some(isVpc)) zone.vpcs.push(vpc);
      return { ChangeInfo: context.changes.accept(() => undefined) };
    case 'DisassociateVPCFromHostedZone':
      if (!zone.vpcs.some(isVpc)) throw new AwsError('VPCAssociationNotFound', 'The VPC is not associated.', 404);
      if (zone.vpcs.length === 1) throw new AwsError('LastVPCAssociation', 'The last VPC cannot be taken away.');
      zone.vpcs.splice(zone.vpcs.findIndex(isVpc), 1);
      return { ChangeInfo: context.changes.accept(() => undefined) };
    case 'CreateVPCAssociationAuthorization':
      if (!zone.authorizations.some(isVpc)) zone.authorizations.push(vpc);
      return { HostedZoneId: zone.id, VPC: vpc };
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

/**
 * Checks that a VPC is the caller's and answers no other zone of the name already.
 *
 * @throws {AwsError} `InvalidVPCId`, `ConflictingDomainExists`.
 */
export async function requireUsable(
  { zones, vpcs }: Pick<VpcContext, 'zones' | 'vpcs'>,
  accountId: string,
  zone: { readonly id?: string; readonly options: { readonly name: string } },
  { VPCId, VPCRegion }: ZoneVpc,
): Promise<void> {
  if (!(await vpcs.has(accountId, VPCRegion, VPCId))) {
    throw new AwsError(
      'InvalidVPCId',
      `The VPC ID '${VPCId}' is not valid, or the account is not authorized to access this VPC.`,
    );
  }
  const clash = zones.all().find(({ id, options, vpcs: its }) => {
    return id !== zone.id && options.name === zone.options.name && its.some((other) => other.VPCId === VPCId);
  });
  if (clash === undefined) return;
  throw new AwsError(
    'ConflictingDomainExists',
    `The VPC ${VPCId} in region ${VPCRegion} has already been associated with the hosted zone ${clash.id} with the same domain name.`,
  );
}
