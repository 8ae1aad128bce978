import type { Parameters } from '../../gateway/contract.js';
import type { Account, Accounts } from '../../organization/accounts.js';
import { AccountRequests } from './account-requests.js';
import { Closings } from './closings.js';
import { ControlPolicies, policySummary, type ControlPolicy } from './control-policies.js';
import { Members } from './members.js';
import {
  defaultOrganizationQuotas,
  type MakeAccessRole,
  type OrganizationDelays,
  type OrganizationQuotas,
} from './options.js';
import { OrganizationTags } from './tags.js';
import { OrganizationTree, type Unit } from './tree.js';

const organizationId = 'o-sandbox0001';

/** What an organisation is made of. */
export interface OrganizationOptions {
  readonly accounts: Accounts;
  readonly delays: OrganizationDelays;
  readonly quotas?: Partial<OrganizationQuotas>;
  readonly makeAccessRole: MakeAccessRole;
}

/** The organisation: its accounts, the tree that they are in, its policies and its tags, and what is being changed. */
export class Organization {
  readonly members: Members;
  readonly tree = new OrganizationTree();
  readonly policies = new ControlPolicies();
  readonly tags = new OrganizationTags();
  readonly requests: AccountRequests;
  readonly closings: Closings;

  constructor({ accounts, delays, quotas, makeAccessRole }: OrganizationOptions) {
    const limits = { ...defaultOrganizationQuotas, ...quotas };
    this.members = new Members(accounts);
    this.closings = new Closings(this.members, delays, limits);
    this.requests = new AccountRequests({
      members: this.members,
      delays,
      quotas: limits,
      makeAccessRole,
      created: (accountId, tags) => this.tags.add(accountId, tags),
    });
  }

  /** Ends what is in progress. */
  close(): void {
    this.requests.close();
    this.closings.close();
  }

  /**
   * The service control policies that hold for an account, from the root down to itself: every level must allow a call.
   * For the management account none do.
   */
  controlPoliciesOver(accountId: string): readonly (readonly ControlPolicy[])[] {
    if (accountId === this.members.management.id) return [];
    return this.tree.pathTo(accountId).map((id) => this.policies.of(id));
  }

  /** The organisation's id, for accounts that are in it. */
  idFor(accountId: string): string | undefined {
    return this.members.all().some(({ id }) => id === accountId) ? organizationId : undefined;
  }

  /** What policies about accounts ask for. */
  forPolicies() {
    return {
      arnOf: (accountId: string): string | undefined =>
        this.idFor(accountId) === undefined ? undefined : this.arn('account', accountId),
      tagsOf: (resourceId: string): Readonly<Record<string, string>> =>
        Object.fromEntries(this.tags.of(resourceId).map(({ Key, Value }) => [String(Key), String(Value)])),
    };
  }

  describe(): Parameters {
    const { management } = this.members;
    return {
      Id: organizationId,
      Arn: this.arn('organization'),
      FeatureSet: 'ALL',
      MasterAccountArn: this.arn('account', management.id),
      MasterAccountId: management.id,
      MasterAccountEmail: this.members.details(management).email,
    };
  }

  accountView(account: Account): Parameters {
    const status = this.members.accounts.status(account.id);
    const { email, joinedAt } = this.members.details(account);
    return {
      Id: account.id,
      Arn: this.arn('account', account.id),
      Email: email,
      Name: account.name,
      Status: status,
      State: status,
      JoinedMethod: account.kind === 'management' ? 'INVITED' : 'CREATED',
      JoinedTimestamp: joinedAt,
    };
  }

  unitView({ id, name }: Unit): Parameters {
    return { Id: id, Arn: this.arn('ou', id), Name: name };
  }

  policyView(policy: ControlPolicy): Parameters {
    const path = `service_control_policy/${policy.id}`;
    const arn = policy.awsManaged ? `arn:aws:organizations::aws:policy/${path}` : this.arn('policy', path);
    return policySummary(policy, arn);
  }

  arn(kind: 'organization' | 'account' | 'ou' | 'root' | 'policy', path?: string): string {
    const last = path === undefined ? '' : `/${path}`;
    return `arn:aws:organizations::${this.members.management.id}:${kind}/${organizationId}${last}`;
  }

  accountsOf(parentId: string): readonly Account[] {
    return this.members.all().filter(({ id }) => this.tree.parentOf(id) === parentId);
  }

  /** What a root, unit or account is called; `undefined` when there is none of the id. */
  target(id: string): { readonly name: string; readonly kind: 'ROOT' | 'ORGANIZATIONAL_UNIT' | 'ACCOUNT' } | undefined {
    if (id === this.tree.rootId) return { name: 'Root', kind: 'ROOT' };
    if (this.tree.isParent(id)) return { name: this.tree.unit(id).name, kind: 'ORGANIZATIONAL_UNIT' };
    const account = this.members.all().find((candidate) => candidate.id === id);
    return account === undefined ? undefined : { name: account.name, kind: 'ACCOUNT' };
  }
}
