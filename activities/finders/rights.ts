import {
  DeleteAccountAliasCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  ListAccountAliasesCommand,
  ListAttachedRolePoliciesCommand,
  ListPoliciesCommand,
  ListPolicyTagsCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
} from '@aws-sdk/client-iam';
import { isBuiltInRole, ownRoles } from '../../domain/built-in.js';
import type { Found } from '../../domain/messages/listing.js';
import { allPages, type Page } from '../aws/paginate.js';
import { fromAwsTags } from '../aws/resource-tags.js';
import { unlessDone, unlessForbidden, type Finders, type Reach } from './finder.js';

/** IAM's word for whatever is missing: of several steps, only the last one's is about the thing itself. */
const missing = ['NoSuchEntity', 'NoSuchEntityException'] as const;

/** How roles, policies and the account's alias are found. The tagging API knows none of them. */
export const rightsFinders: Finders<
  'aws_iam_role' | 'aws_iam_role_policy' | 'aws_iam_policy' | 'aws_iam_account_alias'
> = {
  aws_iam_role: {
    scope: 'account',
    list: roles,
    async remove(reach, { id: RoleName }) {
      for (const PolicyName of await policyNames(reach, RoleName)) {
        await unlessDone({ names: missing }, () =>
          iam(reach).send(new DeleteRolePolicyCommand({ RoleName, PolicyName })),
        );
      }
      const attached = await pages(async (Marker) => {
        const answer = await iam(reach).send(new ListAttachedRolePoliciesCommand({ RoleName, Marker }));
        return { items: answer.AttachedPolicies ?? [], next: answer.Marker };
      });
      for (const { PolicyArn } of attached) {
        await unlessDone({ names: missing }, () =>
          iam(reach).send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
        );
      }
      await iam(reach).send(new DeleteRoleCommand({ RoleName }));
    },
    gone: missing,
  },
  aws_iam_role_policy: {
    scope: 'account',
    async list(reach) {
      // Policies of Backlot's own roles go with these, and are nobody's to read but BacklotBootstrap's.
      const own = (await roles(reach)).filter(({ builtIn, id }) => builtIn !== true && !isOwnRole(id));
      const listed = await Promise.all(
        own.map(async ({ id: RoleName, tags }) => {
          const names = await unlessForbidden(() => policyNames(reach, RoleName));
          return names.map((name): Found => {
            const id = `${RoleName}:${name}`;
            // A role of ours without tags is told by its name, and so are its policies.
            return { type: 'aws_iam_role_policy', id, importId: id, name: RoleName, tags, partOf: RoleName };
          });
        }),
      );
      return listed.flat();
    },
    remove: (reach, { id, partOf = '' }) =>
      iam(reach).send(new DeleteRolePolicyCommand({ RoleName: partOf, PolicyName: id.slice(partOf.length + 1) })),
    gone: missing,
  },
  aws_iam_policy: {
    scope: 'account',
    async list(reach) {
      const policies = await pages(async (Marker) => {
        const answer = await iam(reach).send(new ListPoliciesCommand({ Scope: 'Local', Marker }));
        return { items: answer.Policies ?? [], next: answer.Marker };
      });
      return Promise.all(
        policies.map(async ({ Arn: PolicyArn = '', PolicyName: name = '' }): Promise<Found> => {
          const tags = await unlessForbidden(() =>
            pages(async (Marker) => {
              const answer = await iam(reach).send(new ListPolicyTagsCommand({ PolicyArn, Marker }));
              return { items: answer.Tags ?? [], next: answer.Marker };
            }),
          );
          return { type: 'aws_iam_policy', id: PolicyArn, importId: PolicyArn, name, tags: fromAwsTags(tags) };
        }),
      );
    },
    remove: (reach, { id }) => iam(reach).send(new DeletePolicyCommand({ PolicyArn: id })),
    gone: missing,
  },
  aws_iam_account_alias: {
    scope: 'account',
    async list(reach) {
      const { AccountAliases = [] } = await iam(reach).send(new ListAccountAliasesCommand({}));
      return AccountAliases.map((name) => ({
        type: 'aws_iam_account_alias',
        id: name,
        importId: name,
        name,
        tags: {},
      }));
    },
    remove: (reach, { id }) => iam(reach).send(new DeleteAccountAliasCommand({ AccountAlias: id })),
    gone: missing,
  },
};

function roles(reach: Reach): Promise<Found[]> {
  return reach.once('roles', async () => {
    const all = await pages(async (Marker) => {
      const answer = await iam(reach).send(new ListRolesCommand({ Marker }));
      return { items: answer.Roles ?? [], next: answer.Marker };
    });
    return Promise.all(
      all.map(async ({ RoleName = '', Path = '/' }): Promise<Found> => {
        const found = { type: 'aws_iam_role', id: RoleName, importId: RoleName, name: RoleName } as const;
        if (isBuiltInRole({ name: RoleName, path: Path })) return { ...found, tags: {}, builtIn: true };
        // The list leaves tags out.
        const tags = await unlessForbidden(() =>
          pages(async (Marker) => {
            const answer = await iam(reach).send(new ListRoleTagsCommand({ RoleName, Marker }));
            return { items: answer.Tags ?? [], next: answer.Marker };
          }),
        );
        return { ...found, tags: fromAwsTags(tags) };
      }),
    );
  });
}

function policyNames(reach: Reach, RoleName: string): Promise<string[]> {
  return pages(async (Marker) => {
    const answer = await iam(reach).send(new ListRolePoliciesCommand({ RoleName, Marker }));
    return { items: answer.PolicyNames ?? [], next: answer.Marker };
  });
}

function isOwnRole(name: string): boolean {
  return ownRoles.some((role) => role === name);
}

function pages<Item>(ask: (marker: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  return allPages<Item>(ask);
}

function iam({ aws, place }: Reach) {
  return aws.iam(place);
}
