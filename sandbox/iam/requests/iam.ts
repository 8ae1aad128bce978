import type { AwsCall } from '../../gateway/contract.js';
import { textMember } from '../../gateway/text-member.js';
import type { Identities } from '../identities.js';
import { requestTagKeys, type Needs } from './needs.js';

/** The permissions that calls of IAM need. */
export function iamNeeds(identities: Identities): Needs {
  return async (call) => {
    const { action, parameters } = call;
    return [
      {
        action: `iam:${action}`,
        resource: /^List(Roles|Users|Policies|Groups)$|^GetAccount|AccountAlias/.test(action)
          ? '*'
          : await resourceOf(identities, call),
        context: {
          ...requestTagKeys(parameters),
          'iam:PermissionsBoundary': textMember(parameters, 'PermissionsBoundary'),
          'iam:PolicyARN': textMember(parameters, 'PolicyArn'),
        },
      },
    ];
  };
}

async function resourceOf(identities: Identities, { caller, parameters }: AwsCall): Promise<string | undefined> {
  const { accountId } = caller;
  const path = textMember(parameters, 'Path') ?? '/';
  const arn = (kind: string, name: string) => `arn:aws:iam::${accountId}:${kind}${path}${name}`;
  const role = textMember(parameters, 'RoleName');
  if (role !== undefined) return (await identities.roleArn(accountId, role)) ?? arn('role', role);
  const user = textMember(parameters, 'UserName');
  if (user !== undefined) return arn('user', user);
  const policy = textMember(parameters, 'PolicyName');
  return textMember(parameters, 'PolicyArn') ?? (policy === undefined ? undefined : arn('policy', policy));
}
