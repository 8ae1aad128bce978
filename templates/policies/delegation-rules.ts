import type { PolicyRule } from './policy-document.js';

/** What BacklotDns may do in the account of the parent zone: delegate zones below it, and nothing else. */
export function delegationRules(parentZone: string): PolicyRule[] {
  return [
    {
      sid: 'FindZone',
      why: 'finds the parent zone by its name; Route 53 knows no narrower resource for it',
      actions: ['route53:ListHostedZones', 'route53:ListHostedZonesByName'],
      resources: ['*'],
    },
    {
      sid: 'ReadDelegations',
      why: 'reads what is delegated, and waits until every name server answers',
      actions: [
        ...['route53:GetHostedZone', 'route53:ListTagsForResource'],
        ...['route53:ListResourceRecordSets', 'route53:GetChange'],
      ],
      resources: ['arn:aws:route53:::hostedzone/*', 'arn:aws:route53:::change/*'],
    },
    {
      sid: 'Delegate',
      why: 'points names below the parent zone to other name servers; no other type of record, not the zone’s own',
      actions: ['route53:ChangeResourceRecordSets'],
      resources: ['arn:aws:route53:::hostedzone/*'],
      conditions: {
        'ForAllValues:StringLike': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': `*.${parentZone}` },
        'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': 'NS' },
      },
    },
  ];
}
