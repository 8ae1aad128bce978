import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Parameters } from '../../sandbox/gateway/contract.js';
import { Accounts, seededAccounts } from '../../sandbox/organization/accounts.js';
import type { OrganizationQuotas } from '../../sandbox/services/organizations/options.js';
import { Organization } from '../../sandbox/services/organizations/organization.js';
import { OrganizationsService } from '../../sandbox/services/organizations/service.js';

const delays = { creating: 1_000, closing: 2_000 };

/** Organizations without a cloud around it; roles are only noted. */
function start(quotas: Partial<OrganizationQuotas> = {}) {
  const accounts = new Accounts(seededAccounts);
  const roles: string[] = [];
  const makeAccessRole = ({ id }: { id: string }, role: string) => {
    roles.push(`${id} ${role}`);
    return Promise.resolve();
  };
  const organization = new Organization({ accounts, delays, quotas, makeAccessRole });
  const service = new OrganizationsService(organization);
  const caller = { accountId: '100000000000', arn: 'arn:aws:iam::100000000000:root', accessKeyId: 'test' };
  const call = async (action: string, parameters: Parameters = {}) =>
    await service.handle({ requestId: 'r', service: 'organizations', action, region: 'us-east-1', caller, parameters });
  const reason = async (action: string, parameters: Parameters) =>
    await call(action, parameters).then(
      () => 'ok',
      (error: { code: string; members: { Reason?: string } }) => error.members.Reason ?? error.code,
    );
  const create = async (name: string) =>
    (await call('CreateAccount', { AccountName: name, Email: `${name}@acme.example` }))
      .CreateAccountStatus as Parameters;
  const outcome = async (request: Parameters) =>
    (await call('DescribeCreateAccountStatus', { CreateAccountRequestId: request.Id }))
      .CreateAccountStatus as Parameters;
  return { accounts, organization, roles, call, reason, create, outcome };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('quotas of Organizations', () => {
  it('fails an account more than there may be, closed ones included', async () => {
    const { call, create, outcome } = start({ accounts: seededAccounts.length + 1 });
    const first = await create('first');
    await vi.advanceTimersByTimeAsync(delays.creating);
    const made = await outcome(first);
    expect(made.State).toBe('SUCCEEDED');
    await call('CloseAccount', { AccountId: made.AccountId });
    await vi.advanceTimersByTimeAsync(delays.closing);
    const second = await create('second');
    await vi.advanceTimersByTimeAsync(delays.creating);
    expect(await outcome(second)).toMatchObject({ State: 'FAILED', FailureReason: 'ACCOUNT_LIMIT_EXCEEDED' });
  });

  it('refuses a sixth creation in progress', async () => {
    const { create, reason } = start();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await create(name);
    const sixth = { AccountName: 'sixth', Email: 'sixth@acme.example' };
    expect(await reason('CreateAccount', sixth)).toBe('ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED');
    await vi.advanceTimersByTimeAsync(delays.creating);
    expect(await reason('CreateAccount', sixth)).toBe('ok');
  });

  it('refuses a fourth closing at a time, and more than the share of a month', async () => {
    const { accounts, call, reason } = start({ closingsPerMonth: 4 });
    const ids = Array.from({ length: 8 }, (_, n) => accounts.addMember(`m${n}`).id);
    for (const AccountId of ids.slice(0, 3)) await call('CloseAccount', { AccountId });
    expect(await reason('CloseAccount', { AccountId: ids[3] })).toBe('CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED');
    expect(await reason('CloseAccount', { AccountId: ids[0] })).toBe('ConflictException');
    await vi.advanceTimersByTimeAsync(delays.closing);
    expect(accounts.status(ids[0] ?? '')).toBe('SUSPENDED');
    expect(await reason('CloseAccount', { AccountId: ids[3] })).toBe('ok');
    expect(await reason('CloseAccount', { AccountId: ids[4] })).toBe('CLOSE_ACCOUNT_QUOTA_EXCEEDED');
    await vi.advanceTimersByTimeAsync(30 * 24 * 3_600_000);
    expect(await reason('CloseAccount', { AccountId: ids[4] })).toBe('ok');
  });

  it('lets a fifth of many accounts be closed within a month', async () => {
    const { accounts, reason } = start({ closingsPerMonth: 2, closingsInProgress: 100 });
    const ids = Array.from({ length: 25 }, (_, n) => accounts.addMember(`m${n}`).id);
    const outcomes = await Promise.all(ids.slice(0, 8).map((AccountId) => reason('CloseAccount', { AccountId })));
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(6);
  });
});

describe('a new account', () => {
  it('has the role that was asked for, the usual one else', async () => {
    const { call, create, roles } = start();
    await create('usual');
    await call('CreateAccount', { AccountName: 'own', Email: 'own@acme.example', RoleName: 'BacklotBootstrap' });
    expect(roles).toEqual([]);
    await vi.advanceTimersByTimeAsync(delays.creating);
    expect(roles).toEqual(['700000000001 OrganizationAccountAccessRole', '700000000002 BacklotBootstrap']);
  });

  it('is under the policies of its unit and of all units above it', async () => {
    const { accounts, call, organization } = start();
    const { id } = accounts.addMember('one');
    const top = organization.tree.createUnit(organization.tree.rootId, 'top');
    const inner = organization.tree.createUnit(top.id, 'inner');
    organization.tree.move(id, organization.tree.rootId, inner.id);
    const content = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"rds:*","Resource":"*"}}';
    const { id: policy } = organization.policies.create('no rds', '', content);
    await call('AttachPolicy', { PolicyId: policy, TargetId: top.id });
    const names = organization.controlPoliciesOver(id).map((level) => level.map(({ name }) => name));
    expect(names).toEqual([['FullAWSAccess'], ['FullAWSAccess', 'no rds'], ['FullAWSAccess'], ['FullAWSAccess']]);
    expect(organization.controlPoliciesOver('100000000000')).toEqual([]);
  });
});
