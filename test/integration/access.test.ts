/*
 * Who may enter an account, as the product's own activities give and take it under BacklotAccounts, and what Identity
 * Center refuses to a client that nobody here wrote.
 */
import { TagResourceCommand } from '@aws-sdk/client-organizations';
import { CreateAccountAssignmentCommand } from '@aws-sdk/client-sso-admin';
import { beforeAll, expect, test } from 'vitest';
import { createAccessActivities } from '../../activities/accounts/access.js';
import { toAwsTags } from '../../activities/aws/resource-tags.js';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import { NotReadyError } from '../../activities/edge/not-ready.js';
import { requireFleet } from '../../config/require-fleet.js';
import type { AccessAt, Assignment } from '../../domain/messages/access.js';
import { instance, permissionSetArn } from '../../sandbox/services/identity-center/instance.js';
import { waitUntil } from '../../sandbox/runtime/wait-until.js';
import { productAccess } from '../laws/support/product-access.js';
import { boto3 } from './support/boto3.js';
import { sharedSandbox, uniqueEnvironment } from './support/sandbox.js';

const sandbox = sharedSandbox();
const environment = uniqueEnvironment();
const production = '222222222222';
const { Developer, ReadOnly, Administrator } = instance.permissionSets;
const developers: Assignment = {
  permissionSet: 'Developer',
  principal: 'GROUP',
  principalId: instance.groups['qa-engineers'],
};
const readers: Assignment = { permissionSet: 'ReadOnly', principal: 'GROUP', principalId: instance.groups.support };
const somebody: Assignment = { permissionSet: 'ReadOnly', principal: 'USER', principalId: '9067000000-somebody' };
const grants = [
  { group: 'qa-engineers', permissionSet: 'Developer' },
  { group: 'support', permissionSet: 'ReadOnly' },
];

let dependencies: ActivityDependencies;
let at: AccessAt;

beforeAll(async () => {
  const access = await productAccess(sandbox);
  const timings = { snapshotPollMs: 5, instancePollMs: 5, dnsPollMs: 5, leasePollMs: 5 };
  dependencies = { ...access, timings } as unknown as ActivityDependencies;
  const center = (await requireFleet('examples/acme')).organization.identityCenter;
  if (center === undefined) throw new Error('Acme has no Identity Center.');
  at = { environment, accountId: (await sandbox.client.addEnvironment(environment)).id, center };
});

const activities = () => createAccessActivities(dependencies);

async function done(wait: () => Promise<void>): Promise<void> {
  const isDone = async () => {
    try {
      await wait();
      return true;
    } catch (error) {
      if (error instanceof NotReadyError) return false;
      throw error;
    }
  };
  await waitUntil(isDone, { what: 'Identity Center', timeoutMs: 30_000 });
}

async function give(assignment: Assignment): Promise<boolean> {
  const { requestId } = await activities().giveAccess({ ...at, assignment });
  if (requestId !== undefined) await done(() => activities().awaitAccessGiven({ ...at, assignment, requestId }));
  return requestId !== undefined;
}

async function take(assignment: Assignment): Promise<boolean> {
  const { requestId } = await activities().takeAccess({ ...at, assignment });
  if (requestId !== undefined) await done(() => activities().awaitAccessTaken({ ...at, assignment, requestId }));
  return requestId !== undefined;
}

/** Runs a script as the administrator of an account; `target` has the members of a call about an assignment. */
function asAdministrator(account: string, script: string): Promise<unknown[]> {
  return boto3(
    sandbox,
    { account, environment: { ACCOUNT: at.accountId } },
    `
import os
center = client('sso-admin')
instance, me = '${instance.arn}', os.environ['ACCOUNT']
def target(set, principal, type='GROUP', account=me):
    return dict(InstanceArn=instance, TargetId=account, TargetType='AWS_ACCOUNT', PrincipalType=type, PrincipalId=principal,
        PermissionSetArn=f'arn:aws:sso:::permissionSet/${instance.id}/{set}')
def created(**assignment):
    status = center.create_account_assignment(**assignment)['AccountAssignmentCreationStatus']
    while status['Status'] == 'IN_PROGRESS':
        time.sleep(0.02)
        status = center.describe_account_assignment_creation_status(InstanceArn=instance,
            AccountAssignmentCreationRequestId=status['RequestId'])['AccountAssignmentCreationStatus']
    return status
def principals(set):
    return [each['PrincipalId'] for page in center.get_paginator('list_account_assignments').paginate(InstanceArn=instance,
        AccountId=me, PermissionSetArn=f'arn:aws:sso:::permissionSet/${instance.id}/{set}', PaginationConfig={'PageSize': 1})
        for each in page['AccountAssignments']]
${script}`,
  );
}

test('nobody is let into an account that is not the environment’s', async () => {
  await expect(activities().giveAccess({ ...at, assignment: developers })).rejects.toMatchObject({ code: 'NotOurs' });
  const tags = { 'backlot:operation': 'made-it', 'backlot:environment': environment };
  await dependencies.aws
    .organizations(dependencies.accounts.management)
    .send(new TagResourceCommand({ ResourceId: at.accountId, Tags: toAwsTags(tags) }));
  expect(await activities().listAccess(at)).toEqual({ assignments: [] });
});

test('whom the file names is let in, and the second time nothing is asked for', async () => {
  expect(await activities().planAccess({ ...at, grants })).toEqual({ give: [developers, readers], take: [] });
  const asked = [];
  for (const assignment of [developers, readers, developers, readers]) asked.push(await give(assignment));
  expect(asked).toEqual([true, true, false, false]);
  expect(await activities().planAccess({ ...at, grants })).toEqual({ give: [], take: [] });
});

test('who came in by a permission set of the fleet is shut out; who came in by another is left alone', async () => {
  const script = `
answer(created(**target('${ReadOnly}', '${somebody.principalId}', 'USER'))['Status'])
answer(created(**target('${Administrator}', '${instance.groups.platform}'))['Status'])
`;
  expect(await asAdministrator('management', script)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  expect(await activities().planAccess({ ...at, grants })).toEqual({ give: [], take: [somebody] });
  expect([await take(somebody), await take(somebody)]).toEqual([true, false]);
  const left = await asAdministrator(
    'management',
    `answer(principals('${Administrator}')); answer(principals('${ReadOnly}'))`,
  );
  expect(left).toEqual([[instance.groups.platform], [readers.principalId]]);
});

test('a group that does not exist is told with the file to mend', async () => {
  const nobody = [{ group: 'qa-enginers', permissionSet: 'Developer' }];
  await expect(activities().planAccess({ ...at, grants: nobody })).rejects.toMatchObject({
    code: 'NotFound',
    message: expect.stringMatching(new RegExp(`"qa-enginers".*accounts/${environment}\\.yaml`)) as string,
  });
});

test('a protected account is refused by the activities, and by BacklotAccounts’ own policy', async () => {
  const assignment = developers;
  await expect(activities().giveAccess({ ...at, accountId: production, assignment })).rejects.toMatchObject({
    code: 'GuardRefused',
  });
  const { management } = dependencies.accounts;
  const send = (accountId: string, permissionSet: string) =>
    dependencies.aws.identityCenter({ ...management, region: at.center.region }).send(
      new CreateAccountAssignmentCommand({
        InstanceArn: instance.arn,
        PermissionSetArn: permissionSetArn(permissionSet),
        TargetId: accountId,
        TargetType: 'AWS_ACCOUNT',
        PrincipalType: 'GROUP',
        PrincipalId: developers.principalId,
      }),
    );
  await expect(send(production, Developer)).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('explicit deny') as string,
  });
  await expect(send(at.accountId, Administrator)).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('a teardown finds all who may enter, and shuts them out', async () => {
  const { assignments } = await activities().listAccess(at);
  expect(assignments).toEqual([developers, readers]);
  for (const assignment of assignments) await take(assignment);
  expect(await activities().listAccess(at)).toEqual({ assignments: [] });
});

test('Identity Center refuses as AWS does', async () => {
  const script = `
first = target('${Developer}', '${developers.principalId}')
center.create_account_assignment(**first)
answer(code_of(lambda: center.create_account_assignment(**target('${Developer}', '${readers.principalId}'))))
created(**target('${ReadOnly}', '${readers.principalId}'))
answer(code_of(lambda: center.delete_account_assignment(**target('${ReadOnly}', '${developers.principalId}'))))
answer(code_of(lambda: center.create_account_assignment(**target('ps-ffffffffffffffff', '${developers.principalId}'))))
unknown = created(**target('${Administrator}', '9067000000-nobody'))
answer([unknown['Status'], unknown['FailureReason']])
store = client('identitystore')
find = lambda name: store.get_group_id(IdentityStoreId='${instance.identityStoreId}',
    AlternateIdentifier={'UniqueAttribute': {'AttributePath': 'displayName', 'AttributeValue': name}})
answer(find('support')['GroupId'])
answer(code_of(lambda: find('nobody')))
`;
  expect(await asAdministrator('management', script)).toEqual([
    'ConflictException',
    'ResourceNotFoundException',
    'ResourceNotFoundException',
    ['FAILED', 'Received a 404 status error: Group not found.'],
    readers.principalId,
    'ResourceNotFoundException',
  ]);
  const member = `
answer(code_of(lambda: center.create_account_assignment(**target('${Developer}', '${developers.principalId}'))))
answer(code_of(lambda: client('identitystore').get_group_id(IdentityStoreId='${instance.identityStoreId}',
    AlternateIdentifier={'UniqueAttribute': {'AttributePath': 'displayName', 'AttributeValue': 'support'}})))
`;
  expect(await asAdministrator('production', member)).toEqual(['AccessDeniedException', 'AccessDeniedException']);
});
