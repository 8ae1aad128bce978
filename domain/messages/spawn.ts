import type { AccessSlice } from './access.js';
import type { ApprovalDecision, ApprovalRequest } from './approvals.js';
import type { OnBusy } from './refresh.js';
import type { FleetRef, Place } from './slices.js';

/** Input of `spawnAccount`, as a person types it. */
export interface SpawnInput {
  /** The environment's account name in the fleet. */
  readonly account: string;
  readonly operationId?: string;
  readonly onBusy?: OnBusy;
  readonly requestedBy?: string;
}

/** Which plans wait for a person. */
export type ApprovalMode = 'auto' | 'destructive-only' | 'always';

/** A hook of the user's, run before or after the stacks of an environment. */
export interface DeployHook {
  readonly name: string;
  readonly run: readonly string[];
  readonly timeoutMs: number;
}

/** What a spawn found when it resolved the fleet. Durations in ms. */
export interface SpawnPlan {
  readonly fleet: FleetRef;
  readonly environment: string;
  /** The account that the account file names. */
  readonly accountId?: string;
  readonly organizationalUnit?: string;
  readonly approval: ApprovalMode;
  /** Whether an approval must carry proof of who gave it. */
  readonly proof: boolean;
  readonly expiresMs?: number;
  /** Whether the fleet lets accounts be taken from a pool, or made. */
  readonly hasPool: boolean;
  readonly hooks: { readonly preDeploy: readonly DeployHook[]; readonly postDeploy: readonly DeployHook[] };
  readonly hasDatabases: boolean;
  /** Accounts that nothing of an environment is ever made in. */
  readonly protectedAccounts: readonly string[];
  readonly accountsInFlight: number;
  readonly zone: { readonly name: string; readonly visibility: 'private' | 'public' };
  readonly regions: readonly string[];
  /** Who may enter the account; absent where Backlot lets nobody in. */
  readonly access?: AccessSlice;
}

/** An account of the organisation that belongs to an environment. */
export interface EnvironmentAccount {
  readonly accountId: string;
  /** Whether Backlot made it, or took it from the pool: then it also makes the account's roles. */
  readonly ours: boolean;
  /** Digest of the roles that were applied as BacklotBootstrap; absent before that. */
  readonly bootstrapped?: string;
  /** ISO time after which the environment may be destroyed. */
  readonly expires?: string;
}

/** Answer of `findAccount`. */
export interface FoundAccount {
  /** Absent when the environment has no account yet. */
  readonly account?: EnvironmentAccount;
}

/** An account of an environment, for an operation. */
export interface AccountInput {
  readonly environment: string;
  readonly operationId: string;
}

/** How far the making of an account is. */
export type CreatedAccount =
  | { readonly outcome: 'created'; readonly accountId: string }
  /** The address belongs to another account; the next request takes another one. */
  | { readonly outcome: 'email-taken' }
  /** AWS could not make it now; another request may succeed. */
  | { readonly outcome: 'failed'; readonly reason: string }
  /** The organisation may have no more accounts. */
  | { readonly outcome: 'limit' };

/** What smoke checks look at. */
export interface CheckAccountInput {
  readonly environment: string;
  readonly zone: SpawnPlan['zone'];
  /** One for each region of the environment, in its account. */
  readonly places: readonly Place[];
}

/** Input of `runDeployHook`. */
export interface DeployHookInput extends AccountInput {
  readonly accountId: string;
  readonly when: 'preDeploy' | 'postDeploy';
  readonly hook: DeployHook;
}

/** How far a step of a spawn is. */
export type SpawnStepState =
  | 'waiting'
  | 'running'
  | 'waiting for approval'
  | 'done'
  | 'unchanged'
  | 'skipped'
  /** It waits for a person: retryStep, skipHook or abandon. */
  | 'failed';

/** One step of a spawn as the progress query shows it. Times are ms since the epoch. */
export interface SpawnStep {
  /** `account`, a stack's name, `hook NAME`. */
  readonly name: string;
  readonly state: SpawnStepState;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** What it has to add: the account, counts of changes, an error with its code. */
  readonly detail?: string;
}

/** What a spawn as a whole is doing. */
export type SpawnPhase =
  | 'resolving'
  | 'waiting for a turn'
  | 'getting an account'
  | 'bootstrapping'
  | 'running hooks'
  | 'applying stacks'
  | 'letting people in'
  | 'checking'
  | 'filling databases'
  | 'done'
  | 'stopped';

/** Answer of the `progress` query of a spawn. */
export interface SpawnProgress {
  readonly environment: string;
  readonly operationId: string;
  readonly phase: SpawnPhase;
  readonly accountId?: string;
  /** What may be done now, as update names. */
  readonly allowed: readonly string[];
  readonly steps: readonly SpawnStep[];
  /** What waits for a person now. */
  readonly approvals: readonly ApprovalRequest[];
  /** What persons have decided so far. */
  readonly decisions: readonly ApprovalDecision[];
  readonly notes: readonly string[];
}

/** Result of `spawnAccount`. */
export interface SpawnResult {
  readonly operationId: string;
  readonly accountId: string;
  readonly steps: readonly SpawnStep[];
  readonly expires?: string;
  /** What came of the first refresh, where there was one; a failure leaves the account as it is. */
  readonly refresh?: { readonly generation: string } | { readonly error: string };
  readonly notes: readonly string[];
  /** Set when the run did nothing because another operation held the environment. */
  readonly skipped?: { readonly holder: string };
}

/** Input of `extendEnvironment`. */
export interface ExtendInput {
  readonly account: string;
  /** How much longer, for example `7d`. */
  readonly by: string;
  readonly requestedBy?: string;
}

/** Result of `extendEnvironment`. */
export interface ExtendResult {
  readonly accountId: string;
  /** ISO time after which the environment may be destroyed now. */
  readonly expires: string;
}
