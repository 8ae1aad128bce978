/*
 * Law 7: what was approved is what is applied. To break it: let plans be applied that nobody approved, or others than
 * those that somebody approved: with an approval of another plan, another operation or another time, of somebody who may
 * not approve, or of nobody; or by another plan in the place of the approved one.
 *
 * The attacker may send any update to a spawn, has AWS credentials of their own and of Backlot's roles, and has seen
 * every proof that an approver ever made. The workflow and what checks approvals are the product's own, and ask the
 * sandbox's STS; only Terraform pretends. The deliberate break: an STS that believes every signature lets a forged
 * approval through, which shows that it is the signature that refuses.
 */
import { Client, Connection, WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApprovalActivities, subjectDigest } from '../../activities/approvals/approvals.js';
import { createProof } from '../../cli/approvals/create-proof.js';
import type { ApprovalRequest } from '../../domain/messages/approvals.js';
import type { SandboxCredentials } from '../../sandbox/runtime/description.js';
import { sharedSandbox, uniqueEnvironment } from '../integration/support/sandbox.js';
import { deletes, updates } from '../workflow/support/cloud/stack-activities.js';
import { reachApproval, spawned, spawnProgressOf, stagedStacks } from '../workflow/support/spawning.js';
import { setStage, type Stage } from '../workflow/support/stage.js';
import { startBelievingSts, type BelievingSts } from './support/believing-sts.js';
import { productAccess } from './support/product-access.js';
import { patienceMs } from './support/witnessed-run.js';

const sandbox = sharedSandbox();
const settle = { timeout: 60_000, interval: 50 };
const approver = 'arn:aws:sts::100000000000:assumed-role/OrganizationAccountAccessRole/sandbox';
/** What the fleet says about approvals; tests change it. */
const rules = { place: { endpoint: '', region: '' }, requesterMayApprove: true };

type Signer = Pick<SandboxCredentials, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>;

let stage: Stage & { strike(): Promise<void> };
let close: () => Promise<void>;
let names: ReturnType<typeof stagedStacks>;
let spawn: WorkflowHandle;
let genuine: { readonly endpoint: string; readonly region: string };
let people: Record<'approver' | 'stranger' | 'role', Signer>;

beforeAll(async () => {
  const { temporalAddress: address, temporalNamespace: namespace } = sandbox.description;
  const connection = await Connection.connect({ address });
  const worker = await NativeConnection.connect({ address });
  const { objects, accounts } = await productAccess(sandbox);
  genuine = accounts.approvals.place;
  Object.assign(rules.place, genuine);
  const approvers = Object.assign(rules, { ...accounts.approvals.approvers, requesterMayApprove: true });
  const own = createApprovalActivities({
    objects,
    accounts: { ...accounts, approvals: { place: rules.place, approvers } },
  });
  const id = uniqueEnvironment();
  const client = new Client({ connection, namespace });
  stage = await setStage({ client, worker }, `law-7-${id}`, id, { own });
  close = async () => {
    await stage.strike();
    await worker.close();
    await connection.close();
  };
  people = {
    approver: await signer('management'),
    stranger: await signer('production'),
    role: await signer('management', 'BacklotAccounts'),
  };
  names = stagedStacks(stage);
  stage.fleet.spawn = { ...stage.fleet.spawn, approval: 'always' };
  stackNamed(names.network).pending = updates;
  stackNamed(names.data).pending = deletes;
  spawn = await spawned(stage, { requestedBy: 'sandbox@laptop' });
}, patienceMs);
afterAll(async () => {
  await spawn?.cancel().catch(() => undefined);
  await spawn?.result().catch(() => undefined);
  await close();
}, patienceMs);

async function signer(account: string, role?: string): Promise<Signer> {
  const { accessKeyId, secretAccessKey, sessionToken } = await sandbox.client.credentials(account, role);
  return { accessKeyId, secretAccessKey, sessionToken };
}

function stackNamed(name: string) {
  const found = stage.world.stacks.find(({ slice }) => slice.name === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
}

const applied = (): string[] => stage.world.effects.filter((effect) => effect.startsWith('apply'));
const proofOf = (who: keyof typeof people, digest: string, at = Date.now()): string =>
  createProof(people[who], rules.place, digest, at);

/** What waits for a person now. */
async function waiting(): Promise<ApprovalRequest> {
  await reachApproval(spawn);
  const [request] = (await spawnProgressOf(spawn)).approvals;
  if (request === undefined) throw new Error('Nothing waits.');
  return request;
}

/** How an update was answered: `accepted`, or with the code and the words of its refusal. */
async function answerTo(input: object): Promise<string> {
  try {
    await spawn.executeUpdate('approve', { args: [input] });
    return 'accepted';
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure)) throw error;
    return `${error.cause.type ?? ''}: ${error.cause.message}`;
  }
}

/** What an attack knows: the request that waits, and an approver's proof for it that was on its way. */
interface Seen extends ApprovalRequest {
  readonly proof: string;
}

const attacks: Readonly<Record<string, readonly [attack: (seen: Seen) => object, refusal: RegExp]>> = {
  'no proof': [({ digest }) => ({ digest }), /^InvalidInput: .*proof of who approves/],
  'a name instead of a proof': [({ digest }) => ({ digest, by: approver }), /^InvalidInput: .*proof of who approves/],
  'a proof that is no text': [({ digest }) => ({ digest, proof: true }), /^InvalidInput: .*proof of who approves/],
  'no digest': [({ proof }) => ({ proof }), /^InvalidInput: No plan of digest/],
  'the beginning of the digest': [
    ({ digest, proof }) => ({ digest: digest.slice(0, 12), proof }),
    /^InvalidInput: No plan of digest .*Waiting now: [0-9a-f]{64}/,
  ],
  'the digest of a plan instead of what waits': [
    ({ plans }) => ({ digest: plans[0]?.digest, proof: proofOf('approver', plans[0]?.digest ?? '') }),
    /^InvalidInput: No plan of digest/,
  ],
  'an approval of the same plans in another operation': [
    (seen) => ({ digest: elsewhere(seen), proof: proofOf('approver', elsewhere(seen)) }),
    /^InvalidInput: No plan of digest/,
  ],
  'a proof for another operation': [
    (seen) => ({ digest: seen.digest, proof: proofOf('approver', elsewhere(seen)) }),
    /^ApprovalInvalid: .*AWS does not accept its signature for this plan/,
  ],
  'a proof for another operation, and that operation’s request': [
    (seen) => ({
      digest: seen.digest,
      proof: proofOf('approver', elsewhere(seen)),
      request: { ...seen, operationId: 'another', digest: elsewhere(seen) },
    }),
    /^ApprovalInvalid: .*AWS does not accept its signature/,
  ],
  'a proof of yesterday': [
    ({ digest }) => ({ digest, proof: proofOf('approver', digest, Date.now() - 24 * 3_600_000) }),
    /^ApprovalInvalid: .*it is over/,
  ],
  'a stranger’s proof': [
    ({ digest }) => ({ digest, proof: proofOf('stranger', digest), by: approver }),
    /^ApprovalInvalid: .*the fleet does not name this identity as an approver \(arn:aws:sts::222222222222:/,
  ],
  'a proof of one of Backlot’s roles': [
    ({ digest }) => ({ digest, proof: proofOf('role', digest) }),
    /^ApprovalInvalid: .*one of Backlot’s own identities cannot approve/,
  ],
  'a proof that leads to another host': [
    ({ digest, proof }) => ({ digest, proof: changed(proof, /\/\/[^/]+/, '//127.0.0.1:1') }),
    /^ApprovalInvalid: .*it is not for http/,
  ],
  'a proof for another region': [
    ({ digest, proof }) => ({ digest, proof: changed(proof, /us-east-1%2Fsts/, 'eu-west-1%2Fsts') }),
    /^ApprovalInvalid: .*not signed for STS in us-east-1/,
  ],
  'a proof whose digest is not signed': [
    ({ digest, proof }) => ({ digest, proof: changed(proof, /%3Bx-backlot-plan-digest/, '') }),
    /^ApprovalInvalid: .*what is approved is not part of what is signed/,
  ],
  'a forged signature': [
    ({ digest, proof }) => ({ digest, proof: changed(proof, /Signature=\w+/, `Signature=${'0'.repeat(64)}`) }),
    /^ApprovalInvalid: .*AWS does not accept its signature/,
  ],
};

function changed(proof: string, what: RegExp, by: string): string {
  const other = proof.replace(what, by);
  if (other === proof) throw new Error(`A proof has no ${String(what)}.`);
  return other;
}

/** The digest of the same plans in another operation. */
const elsewhere = (request: ApprovalRequest): string => subjectDigest({ ...request, operationId: 'another' });

describe('plans that wait for an approval', () => {
  test.each(Object.entries(attacks))('are not applied for %s', async (_, [attack, refusal]) => {
    const request = await waiting();
    const proof = proofOf('approver', request.digest);
    const answer = await answerTo(attack({ ...request, proof }));
    expect(answer).toMatch(refusal);
    expect(answer).not.toContain('X-Amz');
    expect((await spawnProgressOf(spawn)).approvals.map(({ digest }) => digest)).toEqual([request.digest]);
    expect(applied()).toEqual([]);
  });

  test('are not approved by whoever asked, where the fleet forbids it', async () => {
    const { digest } = await waiting();
    rules.requesterMayApprove = false;
    const answer = await answerTo({ digest, proof: proofOf('approver', digest) });
    rules.requesterMayApprove = true;
    expect(answer).toMatch(/^ApprovalInvalid: .*whoever asked for the operation cannot approve it here/);
    expect(applied()).toEqual([]);
  });

  test('are applied once an approver approves them, and the same approval counts once', async () => {
    const { digest } = await waiting();
    const proof = proofOf('approver', digest);
    const both = await Promise.all([answerTo({ digest, proof }), answerTo({ digest, proof })]);
    expect(both.filter((answer) => answer === 'accepted')).toHaveLength(1);
    await expect.poll(applied, settle).toEqual([`apply ${names.roles}`]);
    expect((await spawnProgressOf(spawn)).decisions).toMatchObject([{ digest, by: approver, verified: true }]);
    const { digest: next } = await waiting();
    expect(await answerTo({ digest, proof })).toMatch(/^InvalidInput: No plan of digest/);
    expect(await answerTo({ digest: next, proof })).toMatch(/^ApprovalInvalid: .*AWS does not accept its signature/);
  });
});

test('a plan that became another one after its approval waits for another approval', async () => {
  const { network } = names;
  const { digest, plans } = await waiting();
  expect(plans.map(({ stack }) => stack)).toEqual([network]);
  stage.faults.before('applyStack', { about: `"digest":"${network}@0` }, () => {
    stackNamed(network).serial = 7;
  });
  const proof = proofOf('approver', digest);
  expect(await answerTo({ digest, proof })).toBe('accepted');
  await expect.poll(async () => (await waiting()).digest, settle).not.toBe(digest);
  const { digest: other } = await waiting();
  expect(await answerTo({ digest, proof })).toMatch(/^InvalidInput: No plan of digest/);
  expect(await answerTo({ digest: other, proof })).toMatch(/^ApprovalInvalid: /);
  expect(applied()).toEqual([`apply ${names.roles}`]);
  expect(await answerTo({ digest: other, proof: proofOf('approver', other) })).toBe('accepted');
  await expect.poll(applied, settle).toEqual([`apply ${names.roles}`, `apply ${network}`]);
});

test('the attacks bite: a forged signature lets a plan through where STS believes everything', async () => {
  const believing: BelievingSts = await startBelievingSts(approver);
  try {
    const { digest, plans } = await waiting();
    expect(plans.map(({ stack }) => stack)).toEqual([names.data]);
    const stolen = { ...people.stranger, secretAccessKey: 'not the secret' };
    const forged = () => ({ digest, proof: createProof(stolen, rules.place, digest, Date.now()) });
    expect(await answerTo(forged())).toMatch(/^ApprovalInvalid: .*AWS does not accept its signature/);
    Object.assign(rules.place, { endpoint: believing.endpoint });
    expect(await answerTo(forged())).toBe('accepted');
    expect(believing.asked()).toBe(1);
    await spawn.result();
    expect(applied()).toEqual([names.roles, names.network, names.data].map((name) => `apply ${name}`));
  } finally {
    Object.assign(rules.place, genuine);
    await believing.close();
  }
});
