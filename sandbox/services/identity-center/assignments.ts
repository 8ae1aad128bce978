import { randomUUID } from 'node:crypto';
import type { Parameters } from '../../gateway/contract.js';
import { faults } from './faults.js';
import { instance } from './instance.js';

/** Who may enter which account by which permission set. */
export interface Assignment {
  readonly accountId: string;
  readonly permissionSetArn: string;
  readonly principalType: string;
  readonly principalId: string;
}

/** What a request is to do. */
export type RequestKind = 'creation' | 'deletion';

interface Request extends Assignment {
  readonly id: string;
  readonly kind: RequestKind;
  readonly createdAt: Date;
  status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  failureReason?: string;
}

/** What assignments work with. */
export interface AssignmentOptions {
  /** How long a request takes, in ms. */
  readonly delay: number;
  readonly isAccount: (accountId: string) => boolean;
}

/** Assignments come and go in the background: a request is accepted at once, and its status tells later what came of it. */
export class Assignments {
  private readonly present = new Map<string, Assignment>();
  private readonly requests = new Map<string, Request>();
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(private readonly options: AssignmentOptions) {}

  /**
   * Accepts a request. To make what there is already succeeds, and changes nothing.
   *
   * @throws {AwsError} `ConflictException` while another one is in progress for the permission set in the account;
   *   `ResourceNotFoundException` for a deletion of what there is not.
   */
  accept(kind: RequestKind, assignment: Assignment): Parameters {
    const isBusy = [...this.requests.values()].some(
      ({ status, accountId, permissionSetArn }) =>
        status === 'IN_PROGRESS' &&
        accountId === assignment.accountId &&
        permissionSetArn === assignment.permissionSetArn,
    );
    if (isBusy) throw faults.conflict();
    if (kind === 'deletion' && !this.present.has(keyOf(assignment))) throw faults.notFound('the account assignment');
    const request: Request = {
      ...assignment,
      ...{ id: randomUUID(), kind, createdAt: new Date(), status: 'IN_PROGRESS' },
    };
    this.requests.set(request.id, request);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.complete(request);
    }, this.options.delay);
    this.timers.add(timer);
    return view(request);
  }

  /** @throws {AwsError} `ResourceNotFoundException` for a request that was never made. */
  describe(kind: RequestKind, id: string): Parameters {
    const request = this.requests.get(id);
    if (request?.kind !== kind) throw faults.notFound('the request');
    return view(request);
  }

  /** Lists who may enter an account by a permission set. */
  list(accountId: string, permissionSetArn: string): readonly Assignment[] {
    return [...this.present.values()].filter(
      (each) => each.accountId === accountId && each.permissionSetArn === permissionSetArn,
    );
  }

  /** Lets what is in progress stay so. */
  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private complete(request: Request): void {
    const reason = this.obstacle(request);
    request.status = reason === undefined ? 'SUCCEEDED' : 'FAILED';
    if (reason !== undefined) {
      request.failureReason = reason;
      return;
    }
    const { accountId, permissionSetArn, principalType, principalId } = request;
    const assignment = { accountId, permissionSetArn, principalType, principalId };
    if (request.kind === 'creation') this.present.set(keyOf(assignment), assignment);
    else this.present.delete(keyOf(assignment));
  }

  private obstacle({ kind, accountId, principalType, principalId }: Request): string | undefined {
    if (!this.options.isAccount(accountId)) return 'Received a 404 status error: Account not found.';
    const isKnown = Object.values(instance.groups).some((id) => id === principalId);
    // Of people nothing is known here; whoever was let in by name is believed to exist.
    return kind === 'creation' && principalType === 'GROUP' && !isKnown
      ? 'Received a 404 status error: Group not found.'
      : undefined;
  }
}

function keyOf({ accountId, permissionSetArn, principalType, principalId }: Assignment): string {
  return [accountId, permissionSetArn, principalType, principalId].join(' ');
}

function view(request: Request): Parameters {
  return {
    RequestId: request.id,
    Status: request.status,
    FailureReason: request.failureReason,
    TargetId: request.accountId,
    TargetType: 'AWS_ACCOUNT',
    PermissionSetArn: request.permissionSetArn,
    PrincipalType: request.principalType,
    PrincipalId: request.principalId,
    CreatedDate: request.createdAt.getTime() / 1000,
  };
}
