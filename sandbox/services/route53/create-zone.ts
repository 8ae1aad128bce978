import { AwsError, type AwsCall } from '../../gateway/contract.js';
import { textMember } from '../../gateway/text-member.js';
import { absoluteName } from './record-set.js';
import { requireUsable, type VpcContext } from './vpc-actions.js';
import { Zone, type ZoneVpc } from './zone.js';

/**
 * Makes a zone as CreateHostedZone asks.
 *
 * @throws {AwsError} `HostedZoneAlreadyExists` for a reference that was used before, `InvalidDomainName`,
 *   `TooManyHostedZones`, `InvalidVPCId`, `ConflictingDomainExists`.
 */
export async function createZone(
  context: Pick<VpcContext, 'zones' | 'vpcs'>,
  { caller, parameters }: AwsCall,
  mostZones: number,
): Promise<Zone> {
  const { zones } = context;
  const name = absoluteName(textMember(parameters, 'Name') ?? '');
  const callerReference = textMember(parameters, 'CallerReference') ?? '';
  if (!/^([a-z0-9_*-]{1,63}\.)+$/.test(name)) {
    throw new AwsError('InvalidDomainName', `The domain name ${name} is not valid.`);
  }
  const config = (parameters.HostedZoneConfig ?? {}) as Readonly<Record<string, unknown>>;
  const vpc = parameters.VPC as ZoneVpc | undefined;
  if (vpc === undefined && config.PrivateZone === 'true') {
    throw new AwsError('InvalidInput', 'A private hosted zone needs a VPC: specify VPCId and VPCRegion.');
  }
  if (vpc !== undefined) await requireUsable(context, caller.accountId, { options: { name } }, vpc);
  const own = zones.of(caller.accountId);
  if (own.some(({ options }) => options.callerReference === callerReference)) {
    throw new AwsError(
      'HostedZoneAlreadyExists',
      `A hosted zone has already been created with the specified caller reference: ${callerReference}`,
      409,
    );
  }
  if (own.length >= mostZones) {
    throw new AwsError('TooManyHostedZones', 'The account has as many hosted zones as it may have.');
  }
  const comment = config.Comment;
  const zone = new Zone({
    accountId: caller.accountId,
    name,
    callerReference,
    ...(typeof comment === 'string' && comment !== '' ? { comment } : {}),
    // A zone with a VPC is private, whether the call says so or not.
    privateZone: vpc !== undefined,
    vpcs: vpc === undefined ? [] : [vpc],
  });
  zones.add(zone);
  return zone;
}
