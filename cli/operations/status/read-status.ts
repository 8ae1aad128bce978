import type { Client } from '@temporalio/client';
import { labelOf } from '../labels.js';
import { listSchedules, type ListedSchedule } from '../schedules/list-schedules.js';
import type { Expiry } from './expiries.js';
import { readExpiries } from './read-expiries.js';
import { readOperations } from './read-operations.js';
import { servingOf, type Serving } from './serving.js';

/** An operation that runs. Times are ISO. */
export interface OpenOperation {
  readonly workflowId: string;
  readonly workflow: string;
  readonly environment?: string;
  readonly database?: string;
  readonly phase: string;
  readonly requestedBy?: string;
  readonly startedAt: string;
}

/** An environment or a sanitisation that somebody holds. */
export interface HeldLease {
  readonly resource: string;
  readonly holder: string;
}

/** What `backlot status` shows; its JSON as it is. */
export interface Status {
  readonly operations: readonly OpenOperation[];
  readonly leases: readonly HeldLease[];
  readonly environments: readonly (Serving & { readonly environment: string })[];
  /** When environments end, as far as the last hourly `expire` and what has happened since tell. */
  readonly expiries: readonly Expiry[];
  readonly schedules: readonly ListedSchedule[];
}

/** Reads from Temporal alone what runs, who holds what, what serves, what ends, and what happens next. */
export async function readStatus(client: Client, environment: string | undefined): Promise<Status> {
  const [operations, leases, past, expiries, schedules] = await Promise.all([
    openOperations(client),
    heldLeases(client),
    readOperations(client, environment),
    readExpiries(client, environment),
    listSchedules(client),
  ]);
  if (environment === undefined) return { operations, leases, environments: servingIn(past), expiries, schedules };
  return {
    operations: operations.filter((operation) => operation.environment === environment),
    leases: leases.filter(({ resource }) => resource === environment),
    environments: servingIn(past),
    expiries,
    schedules: schedules.filter(({ id }) => id === `refresh/${environment}`),
  };
}

function servingIn(past: Awaited<ReturnType<typeof readOperations>>): Status['environments'] {
  return [...past]
    .map(([environment, operations]) => ({ environment, ...servingOf(operations) }))
    .toSorted((one, other) => one.environment.localeCompare(other.environment));
}

async function openOperations(client: Client): Promise<OpenOperation[]> {
  const found: OpenOperation[] = [];
  const query =
    'ExecutionStatus = "Running" AND WorkflowType IN ' +
    '("refreshEnvironment", "rollbackEnvironment", "sanitizeDatabase", "estimateRefresh", "compareParity", "detectDrift", ' +
    '"spawnAccount", "destroyAccount", "expireEnvironment", "sweep", "reap", "expire")';
  for await (const info of client.workflow.list({ query })) {
    const environment = labelOf(info, 'environment');
    const database = labelOf(info, 'database');
    const requestedBy = labelOf(info, 'requestedBy');
    found.push({
      workflowId: info.workflowId,
      workflow: info.type,
      ...(environment === undefined ? {} : { environment }),
      ...(database === undefined ? {} : { database }),
      phase: labelOf(info, 'phase') ?? 'starting',
      ...(requestedBy === undefined ? {} : { requestedBy }),
      startedAt: info.startTime.toISOString(),
    });
  }
  return found.toSorted((one, other) => one.startedAt.localeCompare(other.startedAt));
}

async function heldLeases(client: Client): Promise<HeldLease[]> {
  const found: HeldLease[] = [];
  for await (const { workflowId, memo } of client.workflow.list({
    query: 'ExecutionStatus = "Running" AND WorkflowType = "lease"',
  })) {
    const holder = memo?.['holder'];
    found.push({
      resource: workflowId.replace(/^lease\//, ''),
      holder: typeof holder === 'string' ? holder : 'unknown',
    });
  }
  return found.toSorted((one, other) => one.resource.localeCompare(other.resource));
}
