import { AwsError, type AwsCall } from '../../gateway/contract.js';
import { textMember } from '../../gateway/text-member.js';
import { absoluteName } from './record-set.js';
import { Zone, type ZoneVpc } from './zone.js';
import type { ZoneStore } from './zone-store.js';

/**
 * Makes a zone as CreateHostedZone asks.
 *
 * @throws {AwsError} `HostedZoneAlreadyExists` for a reference that was used before, `InvalidDomainName`.
 */
export function createZone(store: ZoneStore, { caller, parameters }: AwsCall): Zone {
  const name = absoluteName(textMember(parameters, 'Name') ?? '');
  const callerReference = textMember(parameters, 'CallerReference') ?? '';
  if (!/^([a-z0-9_*-]{1,63}\.)+$/.test(name)) {
    throw new AwsError('InvalidDomainName', `The domain name ${name} is not valid.`);
  }
  if (store.of(caller.accountId).some(({ options }) => options.callerReference === callerReference)) {
    throw new AwsError(
      'HostedZoneAlreadyExists',
      `A hosted zone has already been created with the specified caller reference: ${callerReference}`,
      409,
    );
  }
  const config = (parameters.HostedZoneConfig ?? {}) as Readonly<Record<string, unknown>>;
  const vpc = parameters.VPC as ZoneVpc | undefined;
  const comment = config.Comment;
  const zone = new Zone({
    accountId: caller.accountId,
    name,
    callerReference,
    ...(typeof comment === 'string' && comment !== '' ? { comment } : {}),
    // A zone with a VPC is private, whether the call says so or not.
    privateZone: vpc !== undefined || config.PrivateZone === 'true',
    vpcs: vpc === undefined ? [] : [vpc],
  });
  store.add(zone);
  return zone;
}
