import { textMember } from '../../gateway/text-member.js';
import type { OrganizationAction } from './action.js';
import { faults } from './faults.js';
import { page, requiredText } from './input.js';
import { readTags } from './tags.js';

const defaultRole = 'OrganizationAccountAccessRole';

/** The actions on accounts, by their AWS names. */
export const accountActions: Readonly<Record<string, OrganizationAction>> = {
  ListAccounts: (organization, parameters) => {
    const { items, ...rest } = page(parameters, organization.members.all());
    return { Accounts: items.map((account) => organization.accountView(account)), ...rest };
  },

  ListAccountsForParent: (organization, parameters) => {
    const parentId = requiredText(parameters, 'ParentId');
    if (!organization.tree.isParent(parentId)) throw faults.parentNotFound();
    const { items, ...rest } = page(parameters, organization.accountsOf(parentId));
    return { Accounts: items.map((account) => organization.accountView(account)), ...rest };
  },

  DescribeAccount: (organization, parameters) => {
    const account = organization.members.find(requiredText(parameters, 'AccountId', /^\d{12}$/));
    return { Account: organization.accountView(account) };
  },

  CreateAccount: (organization, parameters) => {
    const roleName = textMember(parameters, 'RoleName') ?? defaultRole;
    if (!/^[\w+=,.@-]{1,64}$/.test(roleName) || roleName.startsWith('AWSServiceRoleFor')) {
      throw faults.invalid('INVALID_ROLE_NAME', "You provided a role name that isn't valid.");
    }
    const status = organization.requests.accept({
      name: requiredText(parameters, 'AccountName', /^[ -~]{1,50}$/),
      email: requiredText(parameters, 'Email', /^(?=.{6,64}$)[^\s@]+@[^\s@]+\.[^\s@]+$/),
      roleName,
      tags: readTags(parameters),
    });
    return { CreateAccountStatus: status };
  },

  DescribeCreateAccountStatus: (organization, parameters) => {
    const id = requiredText(parameters, 'CreateAccountRequestId', /^car-[a-z0-9]{8,32}$/);
    return { CreateAccountStatus: organization.requests.describe(id) };
  },

  ListCreateAccountStatus: (organization, parameters) => {
    const states = Array.isArray(parameters.States) ? parameters.States.map(String) : undefined;
    const { items, ...rest } = page(parameters, organization.requests.list(states));
    return { CreateAccountStatuses: items, ...rest };
  },

  CloseAccount: (organization, parameters) => {
    organization.closings.accept(requiredText(parameters, 'AccountId', /^\d{12}$/));
    return {};
  },

  MoveAccount: (organization, parameters) => {
    const { id } = organization.members.find(requiredText(parameters, 'AccountId', /^\d{12}$/));
    const [from, to] = ['SourceParentId', 'DestinationParentId'].map((name) => requiredText(parameters, name));
    organization.tree.move(id, String(from), String(to));
    return {};
  },
};
