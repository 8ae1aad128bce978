import { createHash, randomBytes } from 'node:crypto';
import { AwsError, type AwsCall, type Caller, type Parameters } from '../gateway/contract.js';
import { textMember } from '../gateway/text-member.js';
import type { KeyQuestion } from './key-access.js';
import type { KmsKey } from './kms-keys.js';

/** A permission on one key, given to one principal outside all policies. */
interface Grant {
  readonly id: string;
  readonly token: string;
  readonly keyArn: string;
  readonly keyId: string;
  readonly name?: string;
  readonly grantee: string;
  readonly retiring?: string;
  readonly operations: readonly string[];
  readonly constraints: Constraints;
  readonly issuedBy: string;
  readonly createdAt: Date;
}

interface Constraints {
  readonly EncryptionContextEquals?: Readonly<Record<string, string>>;
  readonly EncryptionContextSubset?: Readonly<Record<string, string>>;
}

/** The grants on keys. moto keeps some as well, but neither across accounts nor by what they allow. */
export class KeyGrants {
  private readonly grants = new Map<string, Grant>();

  /** Makes a grant; the same name with the same parameters gives the grant that is there already. */
  create(key: KmsKey, { caller, parameters }: AwsCall): Parameters {
    const grant = this.read(key, caller, parameters);
    const same = [...this.grants.values()].find(
      (other) => grant.name !== undefined && other.name === grant.name && isSame(other, grant),
    );
    if (same === undefined) this.grants.set(grant.id, grant);
    const { id, token } = same ?? grant;
    return { GrantId: id, GrantToken: token };
  }

  list(key: KmsKey): Parameters {
    return { Grants: this.matching(({ keyArn }) => keyArn === key.arn), Truncated: false };
  }

  listRetirable(principal: string): Parameters {
    return { Grants: this.matching(({ retiring }) => retiring === principal), Truncated: false };
  }

  /** @throws {AwsError} `NotFoundException`. */
  revoke(key: KmsKey, grantId: string): void {
    const grant = this.grants.get(grantId);
    if (grant?.keyArn !== key.arn) throw new AwsError('NotFoundException', `Grant ID ${grantId} not found`);
    this.grants.delete(grantId);
  }

  /**
   * Retires a grant by its token, or by its id. Whom the grant names may do so, and the account of the key.
   *
   * @throws {AwsError} `NotFoundException` or `AccessDeniedException`.
   */
  retire({ caller, parameters }: AwsCall): void {
    const [id, token] = [textMember(parameters, 'GrantId'), textMember(parameters, 'GrantToken')];
    const grant = [...this.grants.values()].find((one) => one.id === id || one.token === token);
    if (grant === undefined) throw new AwsError('NotFoundException', 'The grant was not found.');
    const mayRetire =
      grant.keyArn.split(':')[4] === caller.accountId ||
      (grant.retiring !== undefined && isPrincipal(grant.retiring, caller)) ||
      (grant.operations.includes('RetireGrant') && isPrincipal(grant.grantee, caller));
    if (!mayRetire) throw new AwsError('AccessDeniedException', `${caller.arn} may not retire the grant ${grant.id}.`);
    this.grants.delete(grant.id);
  }

  /** Tells whether a grant on a key allows a use of it. */
  allow(key: KmsKey, { caller, action, parameters = {} }: KeyQuestion): boolean {
    const context = (parameters.EncryptionContext ?? {}) as Readonly<Record<string, string>>;
    return [...this.grants.values()].some(
      ({ keyArn, grantee, operations, constraints }) =>
        keyArn === key.arn &&
        isPrincipal(grantee, caller) &&
        operations.includes(action) &&
        isWithin(constraints.EncryptionContextSubset, context) &&
        (constraints.EncryptionContextEquals === undefined || isEqual(constraints.EncryptionContextEquals, context)),
    );
  }

  private read(key: KmsKey, caller: Caller, parameters: Parameters): Grant {
    const grantee = textMember(parameters, 'GranteePrincipal') ?? '';
    if (!/^arn:aws:(iam|sts)::\d{12}:.+$/.test(grantee)) {
      throw new AwsError('InvalidArnException', `The grantee principal ${grantee} is not valid.`);
    }
    const operations: unknown = parameters.Operations;
    if (!Array.isArray(operations) || operations.length === 0) {
      throw new AwsError('ValidationException', "Value at 'operations' failed to satisfy constraint: not empty");
    }
    const [name, retiring] = [textMember(parameters, 'Name'), textMember(parameters, 'RetiringPrincipal')];
    return {
      id: createHash('sha256').update(randomBytes(16)).digest('hex'),
      token: randomBytes(96).toString('base64'),
      keyArn: key.arn,
      keyId: key.id,
      ...(name === undefined ? {} : { name }),
      grantee,
      ...(retiring === undefined ? {} : { retiring }),
      operations: operations.map(String),
      constraints: parameters.Constraints ?? {},
      issuedBy: `arn:aws:iam::${caller.accountId}:root`,
      createdAt: new Date(),
    };
  }

  private matching(test: (grant: Grant) => boolean): readonly Parameters[] {
    return [...this.grants.values()].filter(test).map((grant) => ({
      KeyId: grant.keyArn,
      GrantId: grant.id,
      Name: grant.name ?? '',
      CreationDate: grant.createdAt,
      GranteePrincipal: grant.grantee,
      RetiringPrincipal: grant.retiring,
      IssuingAccount: grant.issuedBy,
      Operations: grant.operations,
      Constraints: grant.constraints,
    }));
  }
}

/** A grant names a user, a role or one of its sessions, or an account. */
function isPrincipal(named: string, { accountId, arn, roleName }: Caller): boolean {
  if (named === arn || named === `arn:aws:iam::${accountId}:root`) return true;
  const role = /^arn:aws:iam::(\d{12}):role\/(?:.+\/)?([^/]+)$/.exec(named);
  return role?.[1] === accountId && role[2] === roleName;
}

function isSame(one: Grant, other: Grant): boolean {
  const essence = ({ keyArn, grantee, retiring, operations, constraints }: Grant) =>
    JSON.stringify([keyArn, grantee, retiring, operations.toSorted(), constraints]);
  return essence(one) === essence(other);
}

function isWithin(wanted: Readonly<Record<string, string>> = {}, actual: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => actual[key] === value);
}

function isEqual(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  return isWithin(one, other) && isWithin(other, one);
}
