import { AwsError, type AwsCall } from '../../gateway/contract.js';
import type { Moto } from '../../gateway/moto.js';
import { textMember } from '../../gateway/text-member.js';
import type { AccessRequest } from '../authorizer.js';
import type { ResourceSide } from '../decide-access.js';
import { parsePolicy } from '../policy.js';
import type { ContextValues } from '../request-context.js';
import { hasTags, requestTagKeys, type Needs } from './needs.js';

const withoutResource = new Set(['ListSecrets', 'GetRandomPassword', 'BatchGetSecretValue']);

/** A secret, as policies see it. */
interface Secret {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly side: ResourceSide;
}

/** The permissions that calls of Secrets Manager need; of another account's secrets, its own policy is asked too. */
export function secretsManagerNeeds(moto: Moto): Needs {
  return async (call) => {
    const action = `secretsmanager:${call.action}`;
    const context = contextOf(call);
    if (withoutResource.has(call.action)) return [{ action, resource: '*', context }];
    if (call.action === 'CreateSecret') return creation(call, context);
    const { arn, tags, side } = await findSecret(moto, call);
    return [{ action, resource: arn, resourceTags: tags, side, context }];
  };
}

function creation(call: AwsCall, context: ContextValues): AccessRequest[] {
  // The suffix is not known before the secret exists.
  const resource = secretArn(call, `${textMember(call.parameters, 'Name') ?? ''}-??????`);
  const actions = ['CreateSecret', ...(hasTags(call.parameters) ? ['TagResource'] : [])];
  return actions.map((action) => ({ action: `secretsmanager:${action}`, resource, context }));
}

async function findSecret(moto: Moto, call: AwsCall): Promise<Secret> {
  const reference = textMember(call.parameters, 'SecretId') ?? '';
  const accountId = reference.startsWith('arn:') ? (reference.split(':')[4] ?? '') : call.caller.accountId;
  const ask = (action: string) =>
    moto.json('secretsmanager', action, { accountId, region: call.region }, { SecretId: reference }).catch(onlyMissing);
  const [secret, policy] = await Promise.all([ask('DescribeSecret'), ask('GetResourcePolicy')]);
  const tags = (Array.isArray(secret.Tags) ? secret.Tags : []) as readonly { Key: string; Value?: string }[];
  const text = textMember(policy, 'ResourcePolicy');
  const missing = reference.startsWith('arn:') ? reference : secretArn(call, `${reference}-??????`);
  return {
    arn: textMember(secret, 'ARN') ?? missing,
    tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value ?? ''])),
    side: { accountId, policy: text === undefined ? undefined : (parsePolicy(text) ?? []), alwaysAsked: false },
  };
}

function onlyMissing(error: unknown): Readonly<Record<string, unknown>> {
  if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return {};
  throw error;
}

function secretArn({ caller, region }: AwsCall, name: string): string {
  return `arn:aws:secretsmanager:${region}:${caller.accountId}:secret:${name}`;
}

function contextOf({ parameters }: AwsCall): ContextValues {
  const { ForceDeleteWithoutRecovery: force } = parameters;
  return {
    ...requestTagKeys(parameters),
    'secretsmanager:Name': textMember(parameters, 'Name'),
    'secretsmanager:SecretId': textMember(parameters, 'SecretId'),
    'secretsmanager:ForceDeleteWithoutRecovery': typeof force === 'boolean' ? String(force) : undefined,
  };
}
