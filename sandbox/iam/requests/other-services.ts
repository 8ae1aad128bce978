import type { AwsCall } from '../../gateway/contract.js';
import { requestTagKeys, type Needs } from './needs.js';
import { serviceResource } from './service-resources.js';

/** Services that IAM calls otherwise than their signatures do. */
const prefixes: Readonly<Record<string, string>> = { monitoring: 'cloudwatch', tagging: 'tag' };

/**
 * The permission that a call of any other service needs. What it is about is known only where the action has no narrower
 * resource; of everything else only a policy for all resources can allow it.
 */
export const otherNeeds: Needs = (call) => [
  {
    action: `${prefixes[call.service] ?? call.service}:${call.action}`,
    resource: hasNoResource(call) ? '*' : serviceResource(call),
    context: requestTagKeys(call.parameters),
  },
];

function hasNoResource({ service, action }: AwsCall): boolean {
  return service === 'ec2' && action.startsWith('Describe');
}
