import { createInterface } from 'node:readline/promises';
import { WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { requireFleet } from '../../config/require-fleet.js';
import { readSettings } from '../../config/settings.js';
import { stsEndpoint } from '../../domain/approvals/proof.js';
import { BacklotError } from '../../domain/errors.js';
import type { ApprovalRequest, ApproveInput, RejectInput } from '../../domain/messages/approvals.js';
import type { SpawnProgress } from '../../domain/messages/spawn.js';
import { failureOf, type OperationFailure } from '../operations/failure-of.js';
import { requestedBy } from '../operations/requested-by.js';
import { personalCredentials } from '../person/personal-credentials.js';
import { createProof } from './create-proof.js';
import { renderRequest } from './render-request.js';

// Enough to show that somebody looked at this digest and not at another one.
const prefixLength = 8;

/** How an operation answered to a decision: how it stands now, or why it does not take it. */
export type DecisionAnswer = { readonly progress: SpawnProgress } | { readonly refused: OperationFailure };

/**
 * Finds what waits for a person in an operation. Of several the digest says which.
 *
 * @throws {BacklotError} `NotFound` when nothing waits; `InvalidInput` when several do and none is named.
 */
export async function waitingRequest(client: Client, workflowId: string, digest?: string): Promise<ApprovalRequest> {
  const { approvals } = await client.workflow.getHandle(workflowId).query<SpawnProgress>('progress');
  const fitting = approvals.filter((request) => digest === undefined || request.digest.startsWith(digest));
  const [request, other] = fitting;
  if (request === undefined) {
    throw new BacklotError(
      'NotFound',
      `Nothing${digest === undefined ? '' : ` of digest ${digest}`} waits for an approval in ${workflowId} now. ` +
        `Look at it: backlot watch ${workflowId}`,
    );
  }
  if (other === undefined) return request;
  throw new BacklotError(
    'InvalidInput',
    `Several plans wait in ${workflowId}: ${fitting.map((one) => one.digest).join(', ')}. Name one with --digest.`,
  );
}

/** Shows what waits and has the beginning of its digest typed, so that nothing is approved unread. */
export async function confirm(request: ApprovalRequest): Promise<boolean> {
  for (const line of renderRequest(request)) console.error(line);
  if (process.stdin.isTTY !== true) {
    throw new BacklotError(
      'InvalidInput',
      'An approval is typed at a terminal, and this is none, so nothing was approved. Give --yes with --digest instead.',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const typed = await terminal.question(`Type the first ${prefixLength} characters of the digest to approve it: `);
    return typed.trim() === request.digest.slice(0, prefixLength);
  } finally {
    terminal.close();
  }
}

/** Approves as whoever sits at the terminal. */
export async function sendApproval(
  client: Client,
  workflowId: string,
  { digest }: ApprovalRequest,
  fleet: string,
): Promise<DecisionAnswer> {
  const { organization } = await requireFleet(fleet);
  const { region } = organization.state;
  const endpoint = readSettings(organization).awsEndpoint ?? stsEndpoint(region);
  const by = requestedBy();
  const input: ApproveInput =
    organization.approvals === 'proof'
      ? { digest, by, proof: createProof(await credentials(region), { endpoint, region }, digest, Date.now()) }
      : { digest, by };
  return send(client, workflowId, 'approve', input);
}

function credentials(region: string): ReturnType<ReturnType<typeof personalCredentials>> {
  return personalCredentials(region, 'they are what proves who approves; nothing was approved')();
}

/** Rejects, with the reason. */
export function sendRejection(
  client: Client,
  workflowId: string,
  { digest }: ApprovalRequest,
  reason: string,
): Promise<DecisionAnswer> {
  return send(client, workflowId, 'reject', { digest, reason, by: requestedBy() });
}

async function send(
  client: Client,
  workflowId: string,
  update: 'approve' | 'reject',
  input: ApproveInput | RejectInput,
): Promise<DecisionAnswer> {
  try {
    const handle = client.workflow.getHandle(workflowId);
    return { progress: await handle.executeUpdate<SpawnProgress, [typeof input]>(update, { args: [input] }) };
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) return { refused: failureOf(error) };
    throw error;
  }
}
