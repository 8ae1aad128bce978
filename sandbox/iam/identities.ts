import type { Caller } from '../gateway/contract.js';
import type { Moto } from '../gateway/moto.js';
import { everything, parsePolicy, type Policy } from './policy.js';
import type { Principal } from './principals.js';
import { textOf, xmlList, xmlMember, type XmlNode } from './xml-members.js';

/** Who calls, with what IAM keeps of it. */
export interface Identity {
  readonly principal: Principal;
  readonly policies: readonly Policy[];
  readonly boundary?: readonly Policy[];
  readonly tags: Readonly<Record<string, string>>;
}

/** A role or user as an account's IAM keeps it. */
interface StoredIdentity {
  readonly arn: string;
  readonly policies: readonly Policy[];
  readonly boundary?: readonly Policy[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Everybody in one account, roles and users by name. */
interface Directory {
  readonly roles: ReadonlyMap<string, StoredIdentity>;
  readonly users: ReadonlyMap<string, StoredIdentity>;
  /** The default versions of the account's own managed policies, by ARN. */
  readonly managed: ReadonlyMap<string, Policy>;
}

/** Reads who may do what from the IAM of each account, which moto keeps. */
export class Identities {
  private readonly directories = new Map<string, Promise<Directory>>();

  constructor(private readonly moto: Moto) {}

  /** Finds a caller. A role or user that was deleted meanwhile has no permissions left. */
  async of({ accountId, arn, roleName }: Caller): Promise<Identity> {
    if (arn.endsWith(':root')) return { principal: { accountId, arn }, policies: [everything], tags: {} };
    const { roles, users } = await this.directory(accountId);
    const stored = roleName === undefined ? users.get(arn.split('/').at(-1) ?? '') : roles.get(roleName);
    if (stored === undefined) return { principal: { accountId, arn }, policies: [], tags: {} };
    const { arn: storedArn, ...rest } = stored;
    const principal = roleName === undefined ? { accountId, arn } : { accountId, arn, roleArn: storedArn };
    return { principal, ...rest };
  }

  /** The ARN of a role, path included; `undefined` when the account has none of that name. */
  async roleArn(accountId: string, roleName: string): Promise<string | undefined> {
    return (await this.directory(accountId)).roles.get(roleName)?.arn;
  }

  /** A managed policy of an account; `undefined` when there is none. */
  async managedPolicy(accountId: string, arn: string): Promise<Policy | undefined> {
    return (await this.directory(accountId)).managed.get(arn);
  }

  /** Called when something changed in an account's IAM. */
  forget(accountId: string): void {
    this.directories.delete(accountId);
  }

  private async directory(accountId: string): Promise<Directory> {
    const known = this.directories.get(accountId) ?? this.read(accountId);
    this.directories.set(accountId, known);
    known.catch(() => this.directories.delete(accountId));
    return await known;
  }

  private async read(accountId: string): Promise<Directory> {
    const at = { accountId, region: 'us-east-1' };
    const answer = await this.moto.query('iam', 'GetAccountAuthorizationDetails', at, {});
    const details = xmlMember(
      xmlMember(answer, 'GetAccountAuthorizationDetailsResponse'),
      'GetAccountAuthorizationDetailsResult',
    );
    const managed = new Map(
      xmlList(details, 'Policies').map((policy) => [textOf(policy, 'Arn'), defaultVersion(policy)]),
    );
    const byName = (list: string, name: string, inline: string) =>
      new Map(xmlList(details, list).map((node) => [textOf(node, name), stored(node, inline, managed)]));
    return {
      roles: byName('RoleDetailList', 'RoleName', 'RolePolicyList'),
      users: byName('UserDetailList', 'UserName', 'UserPolicyList'),
      managed,
    };
  }
}

function stored(node: XmlNode, inline: string, managed: ReadonlyMap<string, Policy>): StoredIdentity {
  const boundary = textOf(xmlMember(node, 'PermissionsBoundary'), 'PermissionsBoundaryArn');
  return {
    arn: textOf(node, 'Arn'),
    policies: [
      ...xmlList(node, inline).map((policy) => documentOf(policy, 'PolicyDocument')),
      ...xmlList(node, 'AttachedManagedPolicies').map((policy) => managed.get(textOf(policy, 'PolicyArn')) ?? []),
    ],
    // A boundary that does not exist any more allows nothing.
    ...(boundary === '' ? {} : { boundary: [managed.get(boundary) ?? []] }),
    tags: Object.fromEntries(xmlList(node, 'Tags').map((tag) => [textOf(tag, 'Key'), textOf(tag, 'Value')])),
  };
}

function defaultVersion(policy: XmlNode): Policy {
  const versions = xmlList(policy, 'PolicyVersionList');
  const version = versions.find((candidate) => textOf(candidate, 'IsDefaultVersion') === 'true');
  return version === undefined ? [] : documentOf(version, 'Document');
}

/** A policy that cannot be read allows nothing. */
function documentOf(node: XmlNode, name: string): Policy {
  const text = textOf(node, name);
  return parsePolicy(text.startsWith('%7B') ? decodeURIComponent(text) : text) ?? [];
}
