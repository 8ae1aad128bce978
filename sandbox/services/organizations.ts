import { AwsError, type AwsCall, type Parameters, type Service } from '../gateway/contract.js';
import { notImplemented } from '../gateway/moto.js';
import { textMember } from '../gateway/text-member.js';
import type { Account, Accounts } from '../organization/accounts.js';

const organizationId = 'o-sandbox0001';
const largestPage = 20;

/**
 * Organizations, as far as the sandbox's own accounts go: they are listed, described and closed, by the management
 * account only.
 */
export class OrganizationsService implements Service {
  readonly name = 'organizations';
  private readonly joinedAt = new Date();

  constructor(private readonly accounts: Accounts) {}

  // eslint-disable-next-line @typescript-eslint/require-await -- a refusal must reject, not throw
  async handle(call: AwsCall): Promise<Parameters> {
    switch (call.action) {
      case 'DescribeOrganization':
        return { Organization: this.organization() };
      case 'ListAccounts':
        this.requireManagement(call);
        return this.list(call.parameters);
      case 'DescribeAccount':
        this.requireManagement(call);
        return { Account: this.describe(this.find(call)) };
      case 'CloseAccount':
        this.requireManagement(call);
        this.close(this.find(call));
        return {};
      default:
        throw notImplemented('organizations', call.action);
    }
  }

  private organization(): Parameters {
    const { id } = this.management();
    return {
      Id: organizationId,
      Arn: `arn:aws:organizations::${id}:organization/${organizationId}`,
      FeatureSet: 'ALL',
      MasterAccountArn: this.arn(this.management()),
      MasterAccountId: id,
      MasterAccountEmail: emailOf(this.management()),
    };
  }

  private list(parameters: Parameters): Parameters {
    const from = Number(textMember(parameters, 'NextToken') ?? '0');
    const size = Math.min(Number(parameters.MaxResults ?? largestPage), largestPage);
    const all = this.accounts.all();
    return {
      Accounts: all.slice(from, from + size).map((account) => this.describe(account)),
      ...(from + size < all.length ? { NextToken: String(from + size) } : {}),
    };
  }

  private close(account: Account): void {
    if (account.kind === 'management') {
      throw new AwsError('ConstraintViolationException', 'You cannot close the management account.');
    }
    if (this.accounts.isClosed(account.id)) {
      throw new AwsError('AccountAlreadyClosedException', 'The account is closed already.');
    }
    this.accounts.close(account.id, 'SUSPENDED');
  }

  private describe(account: Account): Parameters {
    return {
      Id: account.id,
      Arn: this.arn(account),
      Email: emailOf(account),
      Name: account.name,
      Status: this.accounts.isClosed(account.id) ? 'SUSPENDED' : 'ACTIVE',
      JoinedMethod: account.kind === 'management' ? 'INVITED' : 'CREATED',
      JoinedTimestamp: this.joinedAt,
    };
  }

  private find(call: AwsCall): Account {
    const id = textMember(call.parameters, 'AccountId');
    const account = this.accounts.all().find((candidate) => candidate.id === id);
    if (account === undefined) {
      throw new AwsError('AccountNotFoundException', "You specified an account that doesn't exist.");
    }
    return account;
  }

  private requireManagement({ caller }: AwsCall): void {
    if (caller.accountId === this.management().id) return;
    throw new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");
  }

  private management(): Account {
    return this.accounts.only('management');
  }

  private arn(account: Account): string {
    return `arn:aws:organizations::${this.management().id}:account/${organizationId}/${account.id}`;
  }
}

function emailOf(account: Account): string {
  return `aws+${account.name}@acme.example`;
}
