import type { AwsCall, Parameters, Service } from '../../gateway/contract.js';
import { notImplemented } from '../../gateway/moto.js';
import { textMember } from '../../gateway/text-member.js';
import type { Assignment, Assignments } from './assignments.js';
import { faults } from './faults.js';
import { findGroup, hasPermissionSet, instance } from './instance.js';

type Action = (assignments: Assignments, parameters: Parameters) => Parameters;

const actions: Readonly<Record<string, Action>> = {
  CreateAccountAssignment: (assignments, parameters) => ({
    AccountAssignmentCreationStatus: assignments.accept('creation', readAssignment(parameters)),
  }),
  DeleteAccountAssignment: (assignments, parameters) => ({
    AccountAssignmentDeletionStatus: assignments.accept('deletion', readAssignment(parameters)),
  }),
  DescribeAccountAssignmentCreationStatus: (assignments, parameters) => ({
    AccountAssignmentCreationStatus: assignments.describe(
      'creation',
      required(parameters, 'AccountAssignmentCreationRequestId'),
    ),
  }),
  DescribeAccountAssignmentDeletionStatus: (assignments, parameters) => ({
    AccountAssignmentDeletionStatus: assignments.describe(
      'deletion',
      required(parameters, 'AccountAssignmentDeletionRequestId'),
    ),
  }),
  ListAccountAssignments: (assignments, parameters) => {
    const all = assignments.list(required(parameters, 'AccountId'), readPermissionSet(parameters));
    const from = Number(textMember(parameters, 'NextToken') ?? '0');
    const next = from + Number(parameters.MaxResults ?? largestPage);
    return {
      AccountAssignments: all.slice(from, next).map((each) => ({
        AccountId: each.accountId,
        PermissionSetArn: each.permissionSetArn,
        PrincipalType: each.principalType,
        PrincipalId: each.principalId,
      })),
      ...(next < all.length ? { NextToken: String(next) } : {}),
    };
  },
};

const largestPage = 100;

/** IAM Identity Center, as far as access to accounts goes: only the management account may use it. */
export class IdentityCenterService implements Service {
  readonly name = 'sso';

  constructor(
    private readonly assignments: Assignments,
    private readonly managementId: string,
  ) {}

  handle(call: AwsCall): Promise<Parameters> {
    return Promise.resolve().then(() => this.answer(call));
  }

  private answer({ action, caller, parameters }: AwsCall): Parameters {
    const act = actions[action];
    if (act === undefined) throw notImplemented('sso', action);
    if (caller.accountId !== this.managementId) throw faults.accessDenied();
    if (textMember(parameters, 'InstanceArn') !== instance.arn) throw faults.notFound('the instance');
    return act(this.assignments, parameters);
  }
}

/** The identity store of the instance, as far as groups are looked up by name. */
export class IdentityStoreService implements Service {
  readonly name = 'identitystore';

  constructor(private readonly managementId: string) {}

  handle(call: AwsCall): Promise<Parameters> {
    return Promise.resolve().then(() => this.answer(call));
  }

  private answer({ action, caller, parameters }: AwsCall): Parameters {
    if (action !== 'GetGroupId') throw notImplemented('identitystore', action);
    if (caller.accountId !== this.managementId) throw faults.accessDenied();
    if (textMember(parameters, 'IdentityStoreId') !== instance.identityStoreId) {
      throw faults.notFound('the identity store');
    }
    const { UniqueAttribute: attribute } = (parameters.AlternateIdentifier ?? {}) as {
      readonly UniqueAttribute?: { readonly AttributePath?: unknown; readonly AttributeValue?: unknown };
    };
    if (attribute?.AttributePath !== 'displayName') throw faults.invalid('AlternateIdentifier');
    const id = findGroup(String(attribute.AttributeValue));
    if (id === undefined) throw faults.notFound('the group');
    return { GroupId: id, IdentityStoreId: instance.identityStoreId };
  }
}

function readAssignment(parameters: Parameters): Assignment {
  if (textMember(parameters, 'TargetType') !== 'AWS_ACCOUNT') throw faults.invalid('TargetType');
  const principalType = required(parameters, 'PrincipalType');
  if (principalType !== 'GROUP' && principalType !== 'USER') throw faults.invalid('PrincipalType');
  const accountId = required(parameters, 'TargetId');
  if (!/^\d{12}$/.test(accountId)) throw faults.invalid('TargetId');
  const permissionSetArn = readPermissionSet(parameters);
  return { accountId, permissionSetArn, principalType, principalId: required(parameters, 'PrincipalId') };
}

function readPermissionSet(parameters: Parameters): string {
  const arn = required(parameters, 'PermissionSetArn');
  if (!hasPermissionSet(arn)) throw faults.notFound('the permission set');
  return arn;
}

function required(parameters: Parameters, name: string): string {
  const value = textMember(parameters, name);
  if (value === undefined) throw faults.invalid(name);
  return value;
}
