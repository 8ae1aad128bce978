import {
  CreateAccountCommand,
  DescribeCreateAccountStatusCommand,
  ListCreateAccountStatusCommand,
  type CreateAccountStatus,
} from '@aws-sdk/client-organizations';
import { accountEmail, accountName } from '../../domain/accounts/account-email.js';
import { BacklotError } from '../../domain/errors.js';
import type { AccountInput, CreatedAccount } from '../../domain/messages/spawn.js';
import { tagKeys, tagsOf } from '../../domain/tags.js';
import { awsErrorName } from '../aws/error-names.js';
import { allPages } from '../aws/paginate.js';
import { toAwsTags } from '../aws/resource-tags.js';
import type { ActivityDependencies } from '../dependencies.js';
import { NotReadyError } from '../edge/not-ready.js';
import { createDirectory } from './directory.js';
import { requireUnprotected } from './protect.js';

/** The role that a new account is born with; the management account alone may become it. */
export const bootstrapRole = 'BacklotBootstrap';

/** Activities that make accounts, and record whose they are. */
export function createAccountMakingActivities({ aws, accounts, timings }: ActivityDependencies) {
  const { management, pool } = accounts;
  const directory = createDirectory(aws, accounts);
  const client = () => aws.organizations(management);

  return {
    /**
     * Asks for a new account and returns the request to wait for. Organizations has no token that would make a request
     * unique, so one of the same name is looked for first, in whatever state.
     *
     * @throws `QuotaExceeded` while too many are being made; it is tried again.
     */
    async startCreateAccount({ environment, operationId }: AccountInput): Promise<{ requestId: string }> {
      if (pool === undefined) {
        throw new BacklotError(
          'InvalidInput',
          `The fleet has no accountPool, so no account can be made for ${environment}. Add it to organization.yaml, or ` +
            `name an account as accountId in accounts/${environment}.yaml.`,
        );
      }
      const AccountName = accountName(environment, operationId);
      const before = (await requests()).filter((request) => request.AccountName === AccountName);
      const going = before.find(({ State }) => State === 'IN_PROGRESS' || State === 'SUCCEEDED');
      if (going?.Id !== undefined) return { requestId: going.Id };
      const refused = before.filter(({ FailureReason }) => FailureReason === 'EMAIL_ALREADY_EXISTS').length;
      const used = (await directory.accounts()).flatMap(({ Email }) => (Email === undefined ? [] : [Email]));
      const answer = await client()
        .send(
          new CreateAccountCommand({
            AccountName,
            Email: accountEmail(pool.email, environment, used, refused),
            RoleName: bootstrapRole,
            IamUserAccessToBilling: 'DENY',
            Tags: toAwsTags(tagsOf({ operation: operationId, environment })),
          }),
        )
        .catch((error: unknown) => {
          throw isBusy(error) ? tooMany() : error;
        });
      const requestId = answer.CreateAccountStatus?.Id;
      if (requestId === undefined) throw new BacklotError('CannotDecide', 'AWS named no request for a new account.');
      return { requestId };
    },

    /** Looks once whether an account has been made; `NotReady` until AWS has decided. */
    async awaitAccountCreated({ requestId }: { requestId: string }): Promise<CreatedAccount> {
      const { CreateAccountStatus: status } = await client().send(
        new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: requestId }),
      );
      if (status?.State === 'SUCCEEDED' && status.AccountId !== undefined) {
        requireUnprotected(status.AccountId, accounts);
        return { outcome: 'created', accountId: status.AccountId };
      }
      if (status?.State !== 'FAILED') throw new NotReadyError('the account is being made', timings.instancePollMs);
      switch (status.FailureReason) {
        case 'EMAIL_ALREADY_EXISTS':
          return { outcome: 'email-taken' };
        case 'ACCOUNT_LIMIT_EXCEEDED':
          return { outcome: 'limit' };
        default:
          return { outcome: 'failed', reason: status.FailureReason ?? 'no reason given' };
      }
    },

    /**
     * Records by tags whose an account is. A new one is born with them; one that lost them, and belongs to nobody else,
     * gets them again.
     *
     * @throws `NotOurs` when it belongs to another environment; `GuardRefused` when it is protected.
     */
    async recordAccount({ environment, operationId, accountId }: AccountInput & { accountId: string }): Promise<void> {
      requireUnprotected(accountId, accounts);
      const tags = await directory.tagsOf(accountId);
      const owner = tags[tagKeys.environment];
      if (owner === environment && tags[tagKeys.operation] !== undefined) return;
      if (owner !== undefined && owner !== environment) {
        throw new BacklotError(
          'NotOurs',
          `Account ${accountId} belongs to ${owner} by its tags, and not to ${environment}. Nothing was changed. ` +
            'Find out which is right, and correct the tag or the account file.',
        );
      }
      await directory.tag(accountId, tagsOf({ operation: operationId, environment }));
    },
  };

  async function requests(): Promise<CreateAccountStatus[]> {
    return await allPages(async (NextToken) => {
      const answer = await client().send(new ListCreateAccountStatusCommand({ NextToken }));
      return { items: answer.CreateAccountStatuses ?? [], next: answer.NextToken };
    });
  }
}

function isBusy(error: unknown): boolean {
  return (
    awsErrorName(error) === 'ConstraintViolationException' &&
    (error as { Reason?: string }).Reason === 'ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED'
  );
}

function tooMany(): BacklotError {
  return new BacklotError('QuotaExceeded', 'AWS is making as many accounts as it makes at once; this one waits.');
}
