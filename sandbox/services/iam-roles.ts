import { AwsError } from '../gateway/contract.js';
import type { Moto } from '../gateway/moto.js';

/** A role, as far as assuming it needs. */
export interface IamRole {
  readonly arn: string;
  /** `AROA…`. */
  readonly id: string;
  readonly name: string;
  /** JSON text. */
  readonly trustPolicy: string;
  readonly maxSessionSeconds: number;
}

/** Reads a role from moto; `undefined` when the account has none of that name. */
export async function findRole(moto: Moto, accountId: string, roleName: string): Promise<IamRole | undefined> {
  try {
    const answer = await moto.query('iam', 'GetRole', { accountId, region: 'us-east-1' }, { RoleName: roleName });
    const role = member(member(member(answer, 'GetRoleResponse'), 'GetRoleResult'), 'Role');
    return {
      arn: text(role, 'Arn'),
      id: text(role, 'RoleId'),
      name: text(role, 'RoleName'),
      trustPolicy: decodeURIComponent(text(role, 'AssumeRolePolicyDocument')),
      maxSessionSeconds: Number(text(role, 'MaxSessionDuration') || '3600'),
    };
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NoSuchEntity') return undefined;
    throw error;
  }
}

function member(value: unknown, name: string): Readonly<Record<string, unknown>> {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
}

function text(value: Readonly<Record<string, unknown>>, name: string): string {
  const found = value[name];
  return typeof found === 'string' ? found : '';
}
