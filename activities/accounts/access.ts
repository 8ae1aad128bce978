import {
  CreateAccountAssignmentCommand,
  DeleteAccountAssignmentCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  DescribeAccountAssignmentDeletionStatusCommand,
  type AccountAssignmentOperationStatus,
} from '@aws-sdk/client-sso-admin';
import { assignmentId, compareAccess } from '../../domain/access/assignments.js';
import { BacklotError } from '../../domain/errors.js';
import type { AccessAt, AccessChanges, AccessGrant, AccessRecord, Assignment } from '../../domain/messages/access.js';
import { isNotFound } from '../aws/error-names.js';
import type { ActivityDependencies } from '../dependencies.js';
import { NotReadyError } from '../edge/not-ready.js';
import { jsonDigest } from '../state/canonical-json.js';
import { createDirectory } from './directory.js';
import { createIdentityCenter } from './identity-center.js';
import { requireAccountOf, requireUnprotected } from './protect.js';

/** One assignment of an account. */
export interface AssignmentInput extends AccessAt {
  readonly assignment: Assignment;
}

/** A request that Identity Center works on; none when there was nothing to ask for. */
export interface AccessRequest {
  readonly requestId?: string;
}

/** Activities that let groups of people into an environment's account, and shut out again whom its file does not name. */
export function createAccessActivities({ aws, accounts, objects, timings }: ActivityDependencies) {
  const directory = createDirectory(aws, accounts);
  const center = createIdentityCenter(aws, accounts);

  return {
    /**
     * Compares who may enter an account by the fleet's permission sets with what its file says. Changes nothing.
     *
     * @throws {BacklotError} `NotFound` when there is no group of a name.
     */
    async planAccess({ grants, ...at }: AccessAt & { grants: readonly AccessGrant[] }): Promise<AccessChanges> {
      requireUnprotected(at.accountId, accounts);
      const wanted: Assignment[] = [];
      for (const { group, permissionSet } of grants) {
        const principalId = await center.groupId(at.center, at.environment, group);
        wanted.push({ permissionSet, principal: 'GROUP', principalId });
      }
      return compareAccess(wanted, await center.list(at.center, at.accountId));
    },

    /** Lists who may enter an account by the fleet's permission sets. */
    async listAccess(at: AccessAt): Promise<{ assignments: readonly Assignment[] }> {
      requireUnprotected(at.accountId, accounts);
      const { take: assignments } = compareAccess([], await center.list(at.center, at.accountId));
      return { assignments };
    },

    /** Writes down who is about to be let in, by whom and for what. Nobody is let in who is not written down first. */
    async recordAccess({ assignments, ...about }: AccessRecord): Promise<void> {
      await requireOurs(about);
      const { environment, accountId, operationId } = about;
      const record = { ...about, assignments, at: new Date().toISOString() };
      const key = jsonDigest(assignments).slice(0, 16);
      await objects.putJson(`access/${environment}/${accountId}/${operationId}/${key}.json`, record);
    },

    /**
     * Asks for an assignment and returns the request to wait for; none when it is there. While another request about the
     * permission set in this account is in progress, AWS refuses, and it is tried again.
     *
     * @throws {BacklotError} `NotOurs` for an account of somebody else; `GuardRefused` for a protected one.
     */
    async giveAccess(input: AssignmentInput): Promise<AccessRequest> {
      await requireOurs(input);
      if (await isThere(input)) return {};
      const answer = await client(input).send(new CreateAccountAssignmentCommand(commandInput(input)));
      return requestOf(answer.AccountAssignmentCreationStatus);
    },

    /** Looks once whether an assignment has come; `NotReady` while Identity Center works on it. */
    async awaitAccessGiven({ requestId, ...input }: AssignmentInput & { requestId: string }): Promise<void> {
      const answer = await client(input).send(
        new DescribeAccountAssignmentCreationStatusCommand({
          InstanceArn: center.target(input.center, input.assignment.permissionSet).InstanceArn,
          AccountAssignmentCreationRequestId: requestId,
        }),
      );
      requireDone(answer.AccountAssignmentCreationStatus, input, 'given');
    },

    /**
     * Asks for an assignment to go and returns the request to wait for; none when it is not there.
     *
     * @throws {BacklotError} `NotOurs` for an account of somebody else; `GuardRefused` for a protected one.
     */
    async takeAccess(input: AssignmentInput): Promise<AccessRequest> {
      await requireOurs(input);
      if (!(await isThere(input))) return {};
      try {
        const answer = await client(input).send(new DeleteAccountAssignmentCommand(commandInput(input)));
        return requestOf(answer.AccountAssignmentDeletionStatus);
      } catch (error) {
        // It may say so of anything that the call names; only what is not listed any more is gone.
        if (!isNotFound(error) || (await isThere(input))) throw error;
        return {};
      }
    },

    /** Looks once whether an assignment has gone; `NotReady` while Identity Center works on it. */
    async awaitAccessTaken({ requestId, ...input }: AssignmentInput & { requestId: string }): Promise<void> {
      const answer = await client(input).send(
        new DescribeAccountAssignmentDeletionStatusCommand({
          InstanceArn: center.target(input.center, input.assignment.permissionSet).InstanceArn,
          AccountAssignmentDeletionRequestId: requestId,
        }),
      );
      requireDone(answer.AccountAssignmentDeletionStatus, input, 'taken');
    },
  };

  /** The account is looked at before every change: its tags must say that it is this environment's. */
  async function requireOurs({ environment, accountId }: Pick<AccessAt, 'environment' | 'accountId'>): Promise<void> {
    requireUnprotected(accountId, accounts);
    requireAccountOf(environment, accountId, await directory.tagsOf(accountId));
  }

  function client(input: AccessAt) {
    return aws.identityCenter(center.place(input.center));
  }

  async function isThere({ assignment, ...at }: AssignmentInput): Promise<boolean> {
    const present = await center.listOf(at.center, at.accountId, assignment.permissionSet);
    return present.some((each) => assignmentId(each) === assignmentId(assignment));
  }

  function commandInput({ assignment, ...at }: AssignmentInput) {
    return {
      ...center.target(at.center, assignment.permissionSet),
      TargetId: at.accountId,
      TargetType: 'AWS_ACCOUNT',
      PrincipalType: assignment.principal,
      PrincipalId: assignment.principalId,
    } as const;
  }

  function requireDone(
    status: AccountAssignmentOperationStatus | undefined,
    { assignment, accountId }: AssignmentInput,
    done: 'given' | 'taken',
  ): void {
    if (status?.Status === 'SUCCEEDED') return;
    const what = `${assignment.permissionSet} for ${assignment.principal.toLowerCase()} ${assignment.principalId}`;
    if (status?.Status !== 'FAILED') throw new NotReadyError(`${what} is being ${done}`, timings.dnsPollMs);
    throw new BacklotError(
      'ResourceFailed',
      `Identity Center has not ${done} ${what} in account ${accountId}: ${status.FailureReason ?? 'no reason given'} ` +
        'Mend what it says, and try again.',
    );
  }
}

function requestOf(status: AccountAssignmentOperationStatus | undefined): AccessRequest {
  if (status?.RequestId === undefined) {
    throw new BacklotError('CannotDecide', 'Identity Center named no request for a change of access. Try again.');
  }
  return { requestId: status.RequestId };
}
