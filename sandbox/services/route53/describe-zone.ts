import type { Parameters } from '../../gateway/contract.js';
import type { Zone } from './zone.js';

/** The members of Route 53's `HostedZone`. */
export function describeZone(zone: Zone): Parameters {
  const { name, callerReference, privateZone } = zone.options;
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: name,
    CallerReference: callerReference,
    Config: { Comment: zone.comment, PrivateZone: privateZone },
    ResourceRecordSetCount: zone.records.size,
  };
}

/** What GetHostedZone tells: name servers of a public zone, VPCs of a private one. */
export function describeZoneFully(zone: Zone): Parameters {
  return {
    HostedZone: describeZone(zone),
    ...(zone.options.privateZone ? { VPCs: zone.vpcs } : { DelegationSet: { NameServers: zone.nameServers } }),
  };
}
