import { randomUUID } from 'node:crypto';
import type { Parameters } from '../../gateway/contract.js';
import { faults } from './faults.js';
import type { Members } from './members.js';
import type { MakeAccessRole, OrganizationDelays, OrganizationQuotas } from './options.js';

/** An account that is asked for. */
export interface AccountRequest {
  readonly name: string;
  readonly email: string;
  readonly roleName: string;
  readonly tags: ReadonlyMap<string, string>;
}

type State = 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';

interface Status extends AccountRequest {
  readonly id: string;
  readonly requestedAt: Date;
  state: State;
  completedAt?: Date;
  accountId?: string;
  failureReason?: string;
}

/** What account requests work with. */
export interface AccountRequestOptions {
  readonly members: Members;
  readonly delays: OrganizationDelays;
  readonly quotas: OrganizationQuotas;
  readonly makeAccessRole: MakeAccessRole;
  /** Told of every account that has come to be. */
  readonly created: (accountId: string, tags: ReadonlyMap<string, string>) => void;
}

/**
 * Accounts are made in the background: a request is accepted at once, and what stands against it is told by its status
 * later on.
 */
export class AccountRequests {
  private readonly requests = new Map<string, Status>();
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(private readonly options: AccountRequestOptions) {}

  /** @throws {AwsError} `ConstraintViolationException` when too many are in progress. */
  accept(request: AccountRequest): Parameters {
    const { quotas, delays } = this.options;
    const running = this.inProgress();
    if (running.length >= quotas.creationsInProgress) {
      throw faults.constraint(
        'ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED',
        'You attempted to exceed the number of accounts that can be in progress at a time.',
      );
    }
    const twin = running.some(({ email }) => email.toLowerCase() === request.email.toLowerCase());
    const id = `car-${randomUUID().replaceAll('-', '')}`;
    const status: Status = { ...request, id, requestedAt: new Date(), state: 'IN_PROGRESS' };
    this.requests.set(id, status);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void this.complete(status, twin);
    }, delays.creating);
    this.timers.add(timer);
    return view(status);
  }

  /** @throws {AwsError} `CreateAccountStatusNotFoundException`. */
  describe(id: string): Parameters {
    const status = this.requests.get(id);
    if (status === undefined) throw faults.requestNotFound();
    return view(status);
  }

  /** All requests in the given states, or in any. */
  list(states: readonly string[] | undefined): readonly Parameters[] {
    const found = [...this.requests.values()].filter(({ state }) => states?.includes(state) ?? true);
    return found.map(view);
  }

  /** Lets what is in progress stay so. */
  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private async complete(status: Status, twin: boolean): Promise<void> {
    const { members, makeAccessRole, created } = this.options;
    const reason = twin ? 'CONCURRENT_ACCOUNT_MODIFICATION' : this.obstacle(status);
    if (reason === undefined) {
      const account = members.add(status.name, status.email);
      try {
        await makeAccessRole(account, status.roleName);
        status.accountId = account.id;
        created(account.id, status.tags);
      } catch {
        status.failureReason = 'INTERNAL_FAILURE';
      }
    } else {
      status.failureReason = reason;
    }
    status.state = status.failureReason === undefined ? 'SUCCEEDED' : 'FAILED';
    status.completedAt = new Date();
  }

  private obstacle({ email }: Status): string | undefined {
    const { members, quotas } = this.options;
    if (members.hasEmail(email)) return 'EMAIL_ALREADY_EXISTS';
    return members.all().length >= quotas.accounts ? 'ACCOUNT_LIMIT_EXCEEDED' : undefined;
  }

  private inProgress(): readonly Status[] {
    return [...this.requests.values()].filter(({ state }) => state === 'IN_PROGRESS');
  }
}

function view(status: Status): Parameters {
  return {
    Id: status.id,
    AccountName: status.name,
    State: status.state,
    RequestedTimestamp: status.requestedAt,
    CompletedTimestamp: status.completedAt,
    AccountId: status.accountId,
    FailureReason: status.failureReason,
  };
}
