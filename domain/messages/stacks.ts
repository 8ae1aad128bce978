import type { StackImport, ValueType } from '../stacks/declaration.js';

/** The roles that Terraform becomes when a worker runs it. */
export type StackRole = 'BacklotBootstrap' | 'BacklotDeploy';

/** One stack as an operation works on it. Its configuration lies in the state bucket; only its digest travels. */
export interface StackSlice {
  /** `qa1.network.us-east-1`. */
  readonly name: string;
  readonly environment: string;
  readonly accountId: string;
  readonly region: string;
  readonly role: StackRole;
  /** SHA-256 of its Terraform configuration, hexadecimal. */
  readonly configuration: string;
  readonly imports: Readonly<Record<string, StackImport>>;
  readonly exports: Readonly<Record<string, ValueType>>;
  /** Stacks that must be applied before it although it imports nothing from them. */
  readonly after: readonly string[];
}

/** What a plan does to one resource. */
export type ChangeAction = 'create' | 'update' | 'replace' | 'delete' | 'import' | 'forget';

/** One resource that a plan changes. */
export interface PlannedChange {
  readonly address: string;
  readonly type: string;
  readonly action: ChangeAction;
}

/** What a plan does, for whoever approves it. Values stay in the state bucket. */
export interface PlanSummary {
  readonly counts: Readonly<Partial<Record<ChangeAction, number>>>;
  /** What deserves a second look, most dangerous first: data that is deleted, public access, wide rights. */
  readonly risks: readonly string[];
  /** The first changes, deletions first; `counts` has them all. */
  readonly changes: readonly PlannedChange[];
  /** Whether something is deleted or replaced. */
  readonly destructive: boolean;
}

/** What to plan. */
export interface PlanStackInput {
  readonly operationId: string;
  readonly stack: StackSlice;
  /** Plans the removal of everything that the stack holds. */
  readonly destroy?: boolean;
  /**
   * How old a clean plan may be that is not repeated, in ms, or the plan of a removal; 0 plans anew whatever there is.
   */
  readonly freshnessMs?: number;
}

/** What came of planning a stack. */
export type StackPlan =
  /** Nothing was planned: these stacks give it values, and have not been applied. */
  | { readonly outcome: 'deferred'; readonly stack: string; readonly waitsFor: readonly string[] }
  /** Nothing is to be done, and why that is known. */
  | { readonly outcome: 'unchanged'; readonly stack: string; readonly reason: string }
  | {
      readonly outcome: 'changes';
      readonly stack: string;
      /** SHA-256 over the plan file, the state, the upstream values, and Terraform's and the provider's versions. */
      readonly digest: string;
      readonly summary: PlanSummary;
    };

/** What to apply: exactly the plan of this digest. */
export interface ApplyStackInput {
  readonly operationId: string;
  readonly stack: StackSlice;
  readonly digest: string;
}

/** What an apply has done. */
export interface AppliedStack {
  readonly stack: string;
  readonly counts: Readonly<Partial<Record<ChangeAction, number>>>;
}
