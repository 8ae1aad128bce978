import type { AwsCall } from '../../gateway/contract.js';
import { textMember } from '../../gateway/text-member.js';
import type { ContextValues } from '../request-context.js';
import type { Needs } from './needs.js';

const keys = 'route53:ChangeResourceRecordSets';
const withoutResource = new Set(['CreateHostedZone', 'ListHostedZones', 'ListHostedZonesByName', 'TestDNSAnswer']);

/** The permissions that calls of Route 53 need: on a zone, a change, or nothing in particular. */
export const route53Needs: Needs = (call) => [
  { action: `route53:${call.action}`, resource: resourceOf(call), context: changesOf(call) },
];

function resourceOf({ action, parameters }: AwsCall): string | undefined {
  if (withoutResource.has(action)) return '*';
  const members = ['HostedZoneId', 'Id', 'ResourceId'];
  const id = members.map((member) => textMember(parameters, member)).find((name) => name !== undefined);
  if (id === undefined) return undefined;
  const name = id.replace(/^\/(hostedzone|change)\//, '');
  return `arn:aws:route53:::${action === 'GetChange' ? 'change' : 'hostedzone'}/${name}`;
}

interface Change {
  readonly Action?: unknown;
  readonly ResourceRecordSet?: { readonly Name?: unknown; readonly Type?: unknown };
}

/** What a batch changes, as Route 53 tells it to policies: names in lower case, without the last dot. */
function changesOf({ parameters }: AwsCall): ContextValues {
  const batch = parameters.ChangeBatch as { readonly Changes?: readonly Change[] } | undefined;
  const changes = batch?.Changes;
  if (!Array.isArray(changes)) return {};
  return keysOf(changes);
}

function keysOf(changes: readonly Change[]): ContextValues {
  if (changes.length === 0) return {};
  const distinct = (values: readonly unknown[]) => [...new Set(values.map(String))];
  return {
    [`${keys}NormalizedRecordNames`]: distinct(
      changes.map(({ ResourceRecordSet: set }) => String(set?.Name).toLowerCase().replace(/\.$/, '')),
    ),
    [`${keys}RecordTypes`]: distinct(changes.map(({ ResourceRecordSet: set }) => set?.Type)),
    [`${keys}Actions`]: distinct(changes.map(({ Action }) => Action)),
  };
}
