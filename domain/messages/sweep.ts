import type { ResourceKind } from '../tags.js';

/** Input of `sweep`. */
export interface SweepInput {
  /** Only this environment; by default production, the clean room and every environment. */
  readonly account?: string;
  /** Deletes what was found; without it the sweep only lists. */
  readonly apply?: boolean;
}

/** Something that Backlot made and that no operation owns any more. */
export interface Leftover {
  readonly account: string;
  readonly region: string;
  readonly type: 'instance' | 'snapshot' | 'parameter-group' | 'secret';
  readonly id: string;
  readonly kind: ResourceKind;
  readonly operation: string;
  /** Why it may go: its operation is closed, or it is past its age. */
  readonly reason: string;
  readonly deleted: boolean;
}

/** Result of `sweep` and `reap`. */
export interface SweepResult {
  readonly leftovers: readonly Leftover[];
}
