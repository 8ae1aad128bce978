import { WorkflowNotFoundError, type Client, type WorkflowExecutionDescription } from '@temporalio/client';
import { BacklotError } from '../../domain/errors.js';
import { leaseId } from '../../domain/messages/lease.js';
import { searchAttributes } from '../../domain/search-attributes.js';
import { isName } from './check-names.js';
import { workflowIds } from './workflow-ids.js';

/**
 * Finds the running operation that a person means by the name of an environment or database, or by a workflow id. Of
 * several it is the one that holds the environment; others wait for it.
 *
 * @throws {BacklotError} `NotFound` when nothing of that name runs.
 */
export async function findOperation(client: Client, name: string): Promise<string> {
  const candidates = !isName(name) ? [name] : await candidatesFor(client, name);
  for (const workflowId of candidates) {
    if ((await describe(client, workflowId))?.status.name === 'RUNNING') return workflowId;
  }
  throw new BacklotError(
    'NotFound',
    `No operation of ${name} is running now. To see what runs and what ran last: backlot status`,
  );
}

async function candidatesFor(client: Client, name: string): Promise<string[]> {
  const lease = await describe(client, leaseId(name));
  const holder = lease?.status.name === 'RUNNING' ? lease.memo?.['holder'] : undefined;
  return [
    ...(typeof holder === 'string' ? [holder] : []),
    workflowIds.spawn(name),
    workflowIds.refresh(name),
    workflowIds.rollback(name),
    workflowIds.sanitize(name),
    name,
    // Schedules and people choose other ids.
    ...(await visible(client, name)),
  ];
}

async function visible(client: Client, environment: string): Promise<string[]> {
  const found: string[] = [];
  const query =
    `${searchAttributes.environment.name} = "${environment}" AND ExecutionStatus = "Running" ` +
    'AND WorkflowType IN ("spawnAccount", "refreshEnvironment", "rollbackEnvironment")';
  for await (const { workflowId } of client.workflow.list({ query })) found.push(workflowId);
  return found;
}

async function describe(client: Client, workflowId: string): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await client.workflow.getHandle(workflowId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
