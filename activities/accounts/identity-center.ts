import { GetGroupIdCommand } from '@aws-sdk/client-identitystore';
import { ListAccountAssignmentsCommand } from '@aws-sdk/client-sso-admin';
import { BacklotError } from '../../domain/errors.js';
import type { AccessCenter, Assignment } from '../../domain/messages/access.js';
import type { AwsAccess } from '../aws/access.js';
import { isNotFound } from '../aws/error-names.js';
import { allPages } from '../aws/paginate.js';
import type { AccountSettings } from './settings.js';

/** Who may enter accounts, as the management account sees it. */
export function createIdentityCenter(aws: AwsAccess, { management }: Pick<AccountSettings, 'management'>) {
  const place = ({ region }: AccessCenter) => ({ ...management, region });

  /** The members that every call about an assignment has. */
  function target(center: AccessCenter, permissionSet: string) {
    const id = center.permissionSets[permissionSet];
    if (id === undefined) {
      throw new BacklotError(
        'GuardRefused',
        `The fleet does not name the permission set ${permissionSet}, so it was neither given nor taken. Add it to ` +
          'identityCenter.permissionSets in organization.yaml.',
      );
    }
    return {
      InstanceArn: `arn:aws:sso:::instance/${center.instance}`,
      PermissionSetArn: `arn:aws:sso:::permissionSet/${center.instance}/${id}`,
    };
  }

  /** Lists who may enter an account by one permission set. */
  async function listOf(center: AccessCenter, accountId: string, permissionSet: string): Promise<Assignment[]> {
    const listed = await allPages(async (NextToken) => {
      const input = { ...target(center, permissionSet), AccountId: accountId, NextToken };
      const answer = await aws.identityCenter(place(center)).send(new ListAccountAssignmentsCommand(input));
      return { items: answer.AccountAssignments ?? [], next: answer.NextToken };
    }).catch((error: unknown) => {
      throw isNotFound(error) ? noSuchSet(center, permissionSet) : error;
    });
    return listed.flatMap(({ PrincipalType: principal, PrincipalId: principalId }) =>
      principal === undefined || principalId === undefined ? [] : [{ permissionSet, principal, principalId }],
    );
  }

  return {
    place,
    target,
    listOf,

    /** Lists who may enter an account by any of the fleet's permission sets; others are not looked at. */
    async list(center: AccessCenter, accountId: string): Promise<Assignment[]> {
      const found: Assignment[] = [];
      // One after the other: Identity Center lets twenty calls be sent in a second, by everybody together.
      for (const permissionSet of Object.keys(center.permissionSets).toSorted()) {
        found.push(...(await listOf(center, accountId, permissionSet)));
      }
      return found;
    },

    /** Finds the id of a group. @throws {BacklotError} `NotFound` when there is none of the name. */
    async groupId(center: AccessCenter, environment: string, group: string): Promise<string> {
      const attribute = { AttributePath: 'displayName', AttributeValue: group };
      const { GroupId } = await aws
        .identityStore(place(center))
        .send(
          new GetGroupIdCommand({
            IdentityStoreId: center.identityStore,
            AlternateIdentifier: { UniqueAttribute: attribute },
          }),
        )
        .catch((error: unknown) => {
          throw isNotFound(error) ? noSuchGroup(center, environment, group) : error;
        });
      if (GroupId === undefined) throw noSuchGroup(center, environment, group);
      return GroupId;
    },
  };
}

function noSuchGroup({ identityStore }: AccessCenter, environment: string, group: string): BacklotError {
  return new BacklotError(
    'NotFound',
    `Identity store ${identityStore} has no group "${group}", so nobody’s access was changed. Make the group and try the ` +
      `step again, or correct its name under access in accounts/${environment}.yaml and start again.`,
  );
}

function noSuchSet({ instance, permissionSets }: AccessCenter, name: string): BacklotError {
  return new BacklotError(
    'NotFound',
    `${instance} has no permission set ${permissionSets[name] ?? ''} (${name}), so nobody’s access was changed. Correct ` +
      'identityCenter in organization.yaml, and start again.',
  );
}
