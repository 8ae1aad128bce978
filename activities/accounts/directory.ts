import {
  DescribeAccountCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type Account,
} from '@aws-sdk/client-organizations';
import { BacklotError } from '../../domain/errors.js';
import type { Tags } from '../../domain/tags.js';
import type { AwsAccess } from '../aws/access.js';
import { isNotFound } from '../aws/error-names.js';
import { allPages } from '../aws/paginate.js';
import { fromAwsTags, toAwsTags } from '../aws/resource-tags.js';
import type { AccountSettings } from './settings.js';

/** What Organizations lets be asked at once without asking to slow down. */
const atOnce = 5;

/** An account with its tags. */
export interface TaggedAccount {
  readonly id: string;
  readonly tags: Tags;
}

/** The organisation's accounts, units and tags, as the management account sees them. */
export function createDirectory(aws: AwsAccess, { management }: Pick<AccountSettings, 'management'>) {
  const client = () => aws.organizations(management);

  async function tagsOf(accountId: string): Promise<Tags> {
    const tags = await allPages(async (NextToken) => {
      const answer = await client().send(new ListTagsForResourceCommand({ ResourceId: accountId, NextToken }));
      return { items: answer.Tags ?? [], next: answer.NextToken };
    });
    return fromAwsTags(tags);
  }

  async function units(ParentId: string) {
    return await allPages(async (NextToken) => {
      const answer = await client().send(new ListOrganizationalUnitsForParentCommand({ ParentId, NextToken }));
      return { items: answer.OrganizationalUnits ?? [], next: answer.NextToken };
    });
  }

  return {
    tagsOf,

    /** Lists all accounts, those that are being closed too. */
    accounts: (): Promise<Account[]> =>
      allPages(async (NextToken) => {
        const answer = await client().send(new ListAccountsCommand({ NextToken }));
        return { items: answer.Accounts ?? [], next: answer.NextToken };
      }),

    /** Lists the accounts directly in a unit. */
    accountsIn: (ParentId: string): Promise<Account[]> =>
      allPages(async (NextToken) => {
        const answer = await client().send(new ListAccountsForParentCommand({ ParentId, NextToken }));
        return { items: answer.Accounts ?? [], next: answer.NextToken };
      }),

    /** Reads the tags of accounts that are neither closed nor being closed. */
    async tagged(accounts: readonly Account[]): Promise<TaggedAccount[]> {
      const ids = accounts.flatMap(({ Id, Status }) => (Id !== undefined && Status === 'ACTIVE' ? [Id] : []));
      const found: TaggedAccount[] = [];
      for (let start = 0; start < ids.length; start += atOnce) {
        const some = ids.slice(start, start + atOnce);
        found.push(...(await Promise.all(some.map(async (id) => ({ id, tags: await tagsOf(id) })))));
      }
      return found;
    },

    /** Describes an account; `undefined` when it is not one of the organisation's. */
    async describe(AccountId: string): Promise<Account | undefined> {
      try {
        return (await client().send(new DescribeAccountCommand({ AccountId }))).Account;
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },

    async tag(accountId: string, tags: Tags): Promise<void> {
      await client().send(new TagResourceCommand({ ResourceId: accountId, Tags: toAwsTags(tags) }));
    },

    async untag(accountId: string, keys: readonly string[]): Promise<void> {
      await client().send(new UntagResourceCommand({ ResourceId: accountId, TagKeys: [...keys] }));
    },

    /** The id of the unit or root that an account is in. */
    async parentOf(ChildId: string): Promise<string> {
      const { Parents = [] } = await client().send(new ListParentsCommand({ ChildId }));
      const id = Parents[0]?.Id;
      if (id === undefined) throw new BacklotError('CannotDecide', `AWS does not say where account ${ChildId} is.`);
      return id;
    },

    /**
     * Finds a unit by its path from the root: `Engineering/QA`.
     *
     * @throws {BacklotError} `NotFound` with the command that makes what is missing.
     */
    async unit(path: string): Promise<string> {
      const { Roots = [] } = await client().send(new ListRootsCommand({}));
      let id = Roots[0]?.Id ?? '';
      for (const name of path.split('/')) {
        const found = (await units(id)).find((unit) => unit.Name === name)?.Id;
        if (found === undefined) {
          throw new BacklotError(
            'NotFound',
            `The organisation has no unit ${path}: ${name} is missing. Units are made by people, because policies hang ` +
              `on them: aws organizations create-organizational-unit --parent-id ${id} --name ${name}`,
          );
        }
        id = found;
      }
      return id;
    },
  };
}

/** The organisation's accounts, units and tags. */
export type Directory = ReturnType<typeof createDirectory>;
