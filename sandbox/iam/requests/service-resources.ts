import type { AwsCall } from '../../gateway/contract.js';
import { textMember } from '../../gateway/text-member.js';

type ResourceOf = (call: AwsCall, arn: (kind: string) => string) => string | undefined;

/** What calls of services that the sandbox does not answer itself are about, as IAM names it. */
const resources: Readonly<Record<string, ResourceOf>> = {
  athena: (call, arn) =>
    call.action === 'ListWorkGroups'
      ? '*'
      : (textMember(call.parameters, 'ResourceARN') ?? named(call, arn, 'workgroup/', 'WorkGroup', 'Name')),
  ecs: (call, arn) => {
    if (call.action === 'ListClusters') return '*';
    const [first] = (call.parameters.clusters ?? []) as readonly unknown[];
    if (typeof first === 'string') return asArn(first, arn, 'cluster/');
    return textMember(call.parameters, 'resourceArn') ?? named(call, arn, 'cluster/', 'cluster', 'clusterName');
  },
  glue: (call, arn) => {
    const { Name } = (call.parameters.DatabaseInput ?? call.parameters) as { readonly Name?: unknown };
    return typeof Name === 'string' ? arn(`database/${Name}`) : arn('catalog');
  },
  logs: (call, arn) =>
    call.action === 'DescribeLogGroups'
      ? '*'
      : (textMember(call.parameters, 'resourceArn') ?? named(call, arn, 'log-group:', 'logGroupName')),
  sqs: ({ action, parameters }, arn) => {
    if (action === 'ListQueues') return '*';
    const name = textMember(parameters, 'QueueUrl')?.split('/').at(-1) ?? textMember(parameters, 'QueueName');
    return name === undefined ? undefined : arn(name);
  },
};

/** Names what a call is about, where its parameters tell; `*` where IAM knows nothing narrower. */
export function serviceResource(call: AwsCall): string | undefined {
  const { service, region, caller } = call;
  return resources[service]?.(call, (kind) => `arn:aws:${service}:${region}:${caller.accountId}:${kind}`);
}

function named(
  { parameters }: AwsCall,
  arn: (kind: string) => string,
  kind: string,
  ...members: readonly string[]
): string | undefined {
  const name = members.map((member) => textMember(parameters, member)).find((value) => value !== undefined);
  return name === undefined ? undefined : asArn(name, arn, kind);
}

function asArn(name: string, arn: (kind: string) => string, kind: string): string {
  return name.startsWith('arn:') ? name : arn(`${kind}${name}`);
}
