import { ListTagsForResourceCommand, paginateListAccounts } from '@aws-sdk/client-organizations';
import { beforeAll, describe, expect, test } from 'vitest';
import { createBootstrapActivities } from '../../activities/accounts/bootstrap.js';
import { createAccountMakingActivities } from '../../activities/accounts/create-account.js';
import { createAccountPlaceActivities } from '../../activities/accounts/place-account.js';
import { createApprovalActivities } from '../../activities/approvals/approvals.js';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import { NotReadyError } from '../../activities/edge/not-ready.js';
import { createProof } from '../../cli/approvals/create-proof.js';
import type { ApprovalSubject } from '../../domain/messages/approvals.js';
import type { CreatedAccount } from '../../domain/messages/spawn.js';
import { tagKeys } from '../../domain/tags.js';
import { productAccess, type ProductAccess } from '../laws/support/product-access.js';
import { waitUntil } from '../../sandbox/runtime/wait-until.js';
import { readStateBucket } from '../laws/support/state-bucket.js';
import { sharedSandbox, uniqueEnvironment } from './support/sandbox.js';

const sandbox = sharedSandbox();
const operationId = 'op-made';

let access: ProductAccess;
let dependencies: ActivityDependencies;
beforeAll(async () => {
  access = await productAccess(sandbox);
  dependencies = access as unknown as ActivityDependencies;
});

const making = () => createAccountMakingActivities(dependencies);
const placing = () => createAccountPlaceActivities(dependencies);

async function tagsOf(accountId: string): Promise<Record<string, string>> {
  const { Tags = [] } = await access.aws
    .organizations(access.accounts.management)
    .send(new ListTagsForResourceCommand({ ResourceId: accountId }));
  return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

async function accountsNamed(name: string): Promise<string[]> {
  const client = access.aws.organizations(access.accounts.management);
  const ids: string[] = [];
  for await (const { Accounts = [] } of paginateListAccounts({ client }, {})) {
    ids.push(...Accounts.flatMap(({ Name, Id }) => (Name === name && Id !== undefined ? [Id] : [])));
  }
  return ids;
}

/** Looks until AWS has decided about a request, as Temporal does. */
async function made(requestId: string): Promise<CreatedAccount> {
  let outcome: CreatedAccount | undefined;
  await waitUntil(
    async () => {
      try {
        outcome = await making().awaitAccountCreated({ requestId });
        return true;
      } catch (error) {
        if (error instanceof NotReadyError) return false;
        throw error;
      }
    },
    { what: 'the account', timeoutMs: 60_000 },
  );
  return outcome ?? { outcome: 'failed', reason: 'never asked' };
}

async function newAccount(environment: string): Promise<string> {
  const { requestId } = await making().startCreateAccount({ environment, operationId });
  const outcome = await made(requestId);
  if (outcome.outcome !== 'created') throw new Error(`It was not made: ${outcome.outcome}.`);
  return outcome.accountId;
}

describe('an account', () => {
  test('is made once, however often it is asked for, and found by its tags', async () => {
    const environment = uniqueEnvironment();
    const first = await making().startCreateAccount({ environment, operationId });
    expect(await making().startCreateAccount({ environment, operationId })).toEqual(first);
    const outcome = await made(first.requestId);
    expect(await making().startCreateAccount({ environment, operationId })).toEqual(first);
    expect(await accountsNamed(`${environment}-${operationId}`)).toHaveLength(1);
    const { account } = await placing().findAccount({ environment });
    expect(outcome).toEqual({ outcome: 'created', accountId: account?.accountId });
    expect(account).toMatchObject({ ours: true });
  });

  test('is moved to its unit once, and to no unit that does not exist', async () => {
    const accountId = await newAccount(uniqueEnvironment());
    expect(await placing().moveAccount({ accountId, unit: 'Engineering/QA' })).toEqual({ moved: true });
    expect(await placing().moveAccount({ accountId, unit: 'Engineering/QA' })).toEqual({ moved: false });
    await expect(placing().moveAccount({ accountId, unit: 'Engineering/None' })).rejects.toMatchObject({
      code: 'NotFound',
      message: expect.stringContaining('create-organizational-unit') as string,
    });
  });

  test('of the pool is taken over with nothing of its earlier life', async () => {
    const accountId = await newAccount(uniqueEnvironment());
    await placing().moveAccount({ accountId, unit: 'Pool' });
    const { management } = access.accounts;
    const { TagResourceCommand, UntagResourceCommand } = await import('@aws-sdk/client-organizations');
    const client = access.aws.organizations(management);
    const Tags = [
      { Key: tagKeys.pool, Value: 'empty' },
      { Key: tagKeys.bootstrapped, Value: 'of another time' },
    ];
    await client.send(new TagResourceCommand({ ResourceId: accountId, Tags }));
    await client.send(
      new UntagResourceCommand({ ResourceId: accountId, TagKeys: [tagKeys.environment, tagKeys.operation] }),
    );
    const environment = uniqueEnvironment();
    expect(await placing().leasePoolAccount({ environment, operationId })).toEqual({ accountId });
    expect(await tagsOf(accountId)).toEqual({
      [tagKeys.environment]: environment,
      [tagKeys.operation]: operationId,
    });
    expect(await placing().leasePoolAccount({ environment: uniqueEnvironment(), operationId })).toEqual({});
  });

  test('lets the workers of Terraform in once it is opened, and only an account of that environment is', async () => {
    const environment = uniqueEnvironment();
    const accountId = await newAccount(environment);
    const { openBootstrap } = createBootstrapActivities(dependencies);
    const inside = access.aws.iam({ account: accountId, region: 'us-east-1', role: 'BacklotBootstrap' });
    const { GetRoleCommand } = await import('@aws-sdk/client-iam');
    const look = () => inside.send(new GetRoleCommand({ RoleName: 'BacklotBootstrap' }));
    await expect(look()).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(openBootstrap({ environment: 'another', accountId })).rejects.toMatchObject({ code: 'NotOurs' });
    await openBootstrap({ environment, accountId });
    expect((await look()).Role?.RoleName).toBe('BacklotBootstrap');
  });

  test.each(['222222222222', '333333333333', '100000000000', '111111111111', '444444444444'])(
    'that is protected is touched by nothing: %s',
    async (accountId) => {
      const environment = uniqueEnvironment();
      const refused = { code: 'GuardRefused' };
      const { openBootstrap, recordBootstrapped } = createBootstrapActivities(dependencies);
      await expect(placing().moveAccount({ accountId, unit: 'Pool' })).rejects.toMatchObject(refused);
      await expect(placing().recordExpiry({ accountId, expires: 'now' })).rejects.toMatchObject(refused);
      await expect(placing().findAccount({ environment, accountId })).rejects.toMatchObject(refused);
      await expect(making().recordAccount({ environment, operationId, accountId })).rejects.toMatchObject(refused);
      await expect(openBootstrap({ environment, accountId })).rejects.toMatchObject(refused);
      await expect(recordBootstrapped({ accountId, bootstrapped: 'x' })).rejects.toMatchObject(refused);
      expect(await tagsOf(accountId)).toEqual({});
    },
  );
});

describe('an approval', () => {
  const subject: ApprovalSubject = {
    environment: 'qa1',
    operationId,
    plans: [
      {
        stack: 'qa1.data',
        digest: 'd'.repeat(64),
        summary: { counts: { delete: 1 }, risks: [], changes: [], destructive: true },
      },
    ],
    toCome: [],
  };
  const approving = () => createApprovalActivities(dependencies);
  const invalid = { code: 'ApprovalInvalid' };

  async function proofFor(digest: string, account = 'management'): Promise<string> {
    const credentials = await sandbox.client.credentials(account);
    return createProof(credentials, access.accounts.approvals.place, digest, Date.now());
  }

  test('counts with a person’s signature under exactly this digest, and says whose it is', async () => {
    const request = await approving().requestApproval(subject);
    const decision = await approving().checkApproval({
      request,
      digest: request.digest,
      proof: await proofFor(request.digest),
    });
    expect(decision).toMatchObject({ decision: 'approved', verified: true, digest: request.digest });
    expect(decision.by).toMatch(/^arn:aws:sts::100000000000:assumed-role\/OrganizationAccountAccessRole\//);
    const kept = (await readStateBucket(sandbox))[`approvals/qa1/${operationId}/${request.digest}.approved.json`] ?? '';
    expect(JSON.parse(kept)).toEqual(decision);
    expect(kept).not.toContain('X-Amz');
  });

  test('does not count when its proof is for something else, forged, over, or a stranger’s', async () => {
    const request = await approving().requestApproval(subject);
    const { digest } = request;
    const check = (proof: string) => approving().checkApproval({ request, digest, proof });
    const genuine = await proofFor(digest);
    const earlier = createProof(
      await sandbox.client.credentials('management'),
      access.accounts.approvals.place,
      digest,
      Date.now() - 301_000,
    );
    const wrongs = [
      await proofFor('e'.repeat(64)),
      genuine.replace(/Signature=./, (start) => `${start.slice(0, -1)}${start.endsWith('0') ? '1' : '0'}`),
      earlier,
      await proofFor(digest, 'production'),
    ];
    for (const wrong of wrongs) await expect(check(wrong)).rejects.toMatchObject(invalid);
    await expect(
      approving().checkApproval({ request: { ...request, operationId: 'another' }, digest, proof: genuine }),
    ).rejects.toMatchObject(invalid);
    expect((await check(genuine)).verified).toBe(true);
  });
});
