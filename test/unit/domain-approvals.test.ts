import { describe, expect, test } from 'vitest';
import { createProof } from '../../cli/approvals/create-proof.js';
import { approverFault } from '../../domain/approvals/approver.js';
import { judgePlan, type GivenApproval } from '../../domain/approvals/judge-plan.js';
import { proofFault, stsEndpoint } from '../../domain/approvals/proof.js';
import type { ApprovalMode } from '../../domain/messages/spawn.js';
import type { PlanSummary } from '../../domain/messages/stacks.js';

const now = Date.parse('2026-11-21T12:00:00Z');
const place = { endpoint: stsEndpoint('us-east-1'), region: 'us-east-1' };
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token/+=' };
const digest = 'a'.repeat(64);
const proof = createProof(credentials, place, digest, now);

const summaryOf = (counts: PlanSummary['counts'], destructive = false): PlanSummary => {
  return { counts, risks: [], changes: [], destructive };
};
const creates = summaryOf({ create: 2, update: 0 });
const updates = summaryOf({ create: 1, update: 1 });
const deletes = summaryOf({ delete: 1 }, true);
const stack = { name: 'qa1.data', configuration: 'c1' };

function given(configuration: string, until = '2026-11-22T12:00:00Z'): GivenApproval {
  return {
    request: {
      environment: 'qa1',
      operationId: 'op',
      plans: [],
      toCome: [{ stack: stack.name, configuration }],
      digest,
      requestedAt: '',
    },
    decision: { digest, decision: 'approved', by: 'alice', verified: true, at: '', until },
  };
}

describe('whether a plan waits for a person', () => {
  test.each<[ApprovalMode, string, PlanSummary, readonly GivenApproval[], boolean]>([
    ['auto', 'creates', creates, [], false],
    ['auto', 'deletes', deletes, [], false],
    ['destructive-only', 'creates', creates, [], false],
    ['destructive-only', 'updates', updates, [], false],
    ['destructive-only', 'deletes', deletes, [], true],
    ['destructive-only', 'deletes what was approved to come', deletes, [given('c1')], true],
    ['always', 'creates', creates, [], true],
    ['always', 'creates what was approved to come', creates, [given('c1')], false],
    ['always', 'creates from another configuration', creates, [given('c2')], true],
    ['always', 'creates after the approval is over', creates, [given('c1', '2026-11-21T11:59:59Z')], true],
    ['always', 'updates what was approved to come', updates, [given('c1')], true],
    ['always', 'imports what was approved to come', summaryOf({ import: 1 }), [given('c1')], true],
  ])('%s: one that %s', (mode, _, summary, approvals, expected) => {
    expect(judgePlan(mode, stack, summary, approvals, now).needsApproval).toBe(expected);
  });
});

describe('a proof', () => {
  test('is good for its time, and not longer', () => {
    expect(proofFault(proof, place, now)).toBeUndefined();
    expect(proofFault(proof, place, now + 299_000)).toBeUndefined();
    expect(proofFault(proof, place, now + 300_000)).toMatch(/over/);
    expect(proofFault(proof, place, now - 600_000)).toMatch(/future/);
  });

  test.each<[string, string]>([
    ['for another host', proof.replace('sts.us-east-1.amazonaws.com', 'sts.us-east-1.amazonaws.com.evil.example')],
    ['for another port', proof.replace('amazonaws.com/', 'amazonaws.com:8443/')],
    ['without TLS', proof.replace('https:', 'http:')],
    ['with a name before the host', proof.replace('https://', 'https://me@')],
    ['with a path', proof.replace('.com/?', '.com/latest?')],
    ['for another call', proof.replace('GetCallerIdentity', 'GetSessionToken')],
    ['with the call said twice', `${proof}&Action=AssumeRole`],
    ['with something more', `${proof}&RoleArn=x`],
    ['without a signature', proof.replace(/&X-Amz-Signature=.*$/, '')],
    ['with the digest not signed', proof.replace('host%3Bx-backlot-plan-digest', 'host')],
    ['with another header signed', proof.replace('x-backlot-plan-digest', 'x-backlot-other')],
    ['good for a day', proof.replace('X-Amz-Expires=300', 'X-Amz-Expires=86400')],
    ['signed for another service', proof.replace('%2Fsts%2F', '%2Fs3%2F')],
    ['signed for another region', proof.replace('us-east-1%2Fsts', 'eu-west-1%2Fsts')],
    ['that is no URL', 'trust me'],
  ])('is not sent %s', (_, changed) => {
    expect(changed).not.toBe(proof);
    expect(proofFault(changed, place, now)).toBeDefined();
  });

  test('does not hold the secret it was made with', () => expect(proof).not.toContain(credentials.secretAccessKey));
});

describe('who may approve', () => {
  const alice = 'arn:aws:sts::111111111111:assumed-role/Engineer/alice';
  const rules = {
    approvers: [],
    accounts: ['100000000000', '111111111111'],
    workers: ['arn:aws:iam::111111111111:user/backlot'],
    requesterMayApprove: true,
  };
  const named = { ...rules, approvers: ['arn:aws:sts::999999999999:assumed-role/Lead/*'] };
  const strict = { ...rules, requesterMayApprove: false };
  test.each([
    ['people of the organisation’s own accounts', alice, rules, true],
    ['strangers', 'arn:aws:sts::999999999999:assumed-role/Lead/bob', rules, false],
    ['those who are named', 'arn:aws:sts::999999999999:assumed-role/Lead/bob', named, true],
    ['others, where some are named', alice, named, false],
    ['a worker’s user', 'arn:aws:iam::111111111111:user/backlot', rules, false],
    ['a worker’s role', 'arn:aws:sts::111111111111:assumed-role/BacklotMainWorker/i-1', rules, false],
    ['one of Backlot’s roles', 'arn:aws:sts::100000000000:assumed-role/BacklotAccounts/x', rules, false],
    ['a root user', 'arn:aws:iam::111111111111:root', rules, false],
    ['whoever asked, where that is forbidden', alice, strict, false],
    ['somebody else, where that is forbidden', alice.replace('alice', 'bob'), strict, true],
  ])('%s', (_, arn, which, allowed) => {
    expect(approverFault(arn, 'alice@laptop', which) === undefined).toBe(allowed);
  });
});
