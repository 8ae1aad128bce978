import type { RestXmlShape } from '../../gateway/protocols/rest-xml.js';

const root = '/2013-04-01';
const zone = `${root}/hostedzone`;
const page = { marker: 'Marker', maxitems: 'MaxItems' };

/** The requests about zones and records, which the sandbox answers itself. */
export const route53Shape: RestXmlShape = {
  routes: [
    { method: 'POST', path: zone, action: 'CreateHostedZone' },
    { method: 'GET', path: zone, action: 'ListHostedZones', query: page },
    {
      method: 'GET',
      path: `${root}/hostedzonesbyname`,
      action: 'ListHostedZonesByName',
      query: { dnsname: 'DNSName', hostedzoneid: 'HostedZoneId', maxitems: 'MaxItems' },
    },
    { method: 'GET', path: `${root}/hostedzonecount`, action: 'GetHostedZoneCount' },
    { method: 'GET', path: `${zone}/{Id}`, action: 'GetHostedZone' },
    { method: 'POST', path: `${zone}/{Id}`, action: 'UpdateHostedZoneComment' },
    { method: 'DELETE', path: `${zone}/{Id}`, action: 'DeleteHostedZone' },
    { method: 'POST', path: `${zone}/{HostedZoneId}/rrset`, action: 'ChangeResourceRecordSets' },
    {
      method: 'GET',
      path: `${zone}/{HostedZoneId}/rrset`,
      action: 'ListResourceRecordSets',
      query: {
        name: 'StartRecordName',
        type: 'StartRecordType',
        identifier: 'StartRecordIdentifier',
        maxitems: 'MaxItems',
      },
    },
    { method: 'GET', path: `${zone}/{HostedZoneId}/dnssec`, action: 'GetDNSSEC' },
    { method: 'POST', path: `${zone}/{HostedZoneId}/associatevpc`, action: 'AssociateVPCWithHostedZone' },
    { method: 'POST', path: `${zone}/{HostedZoneId}/disassociatevpc`, action: 'DisassociateVPCFromHostedZone' },
    {
      method: 'POST',
      path: `${zone}/{HostedZoneId}/authorizevpcassociation`,
      action: 'CreateVPCAssociationAuthorization',
    },
    {
      method: 'GET',
      path: `${zone}/{HostedZoneId}/authorizevpcassociation`,
      action: 'ListVPCAssociationAuthorizations',
    },
    {
      method: 'POST',
      path: `${zone}/{HostedZoneId}/deauthorizevpcassociation`,
      action: 'DeleteVPCAssociationAuthorization',
    },
    { method: 'GET', path: `${root}/change/{Id}`, action: 'GetChange' },
    { method: 'POST', path: `${root}/tags/hostedzone/{ResourceId}`, action: 'ChangeTagsForResource' },
    { method: 'GET', path: `${root}/tags/hostedzone/{ResourceId}`, action: 'ListTagsForResource' },
    { method: 'POST', path: `${root}/tags/hostedzone`, action: 'ListTagsForResources' },
  ],
  listItems: [
    'Changes.Change',
    'ResourceRecords.ResourceRecord',
    'AddTags.Tag',
    'RemoveTagKeys.Key',
    'ResourceIds.ResourceId',
  ],
};

/** Element names of the lists in answers. */
export const route53ListElements: Readonly<Record<string, string>> = {
  HostedZones: 'HostedZone',
  NameServers: 'NameServer',
  ResourceRecordSets: 'ResourceRecordSet',
  ResourceRecords: 'ResourceRecord',
  VPCs: 'VPC',
  Tags: 'Tag',
  ResourceTagSets: 'ResourceTagSet',
  KeySigningKeys: 'KeySigningKey',
};
