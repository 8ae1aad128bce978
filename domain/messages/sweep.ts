import type { ResourceKind, Tags } from '../tags.js';
import type { Place } from './slices.js';

/** Input of `sweep`. */
export interface SweepInput {
  /** Only this environment; by default production, the clean room and every environment. */
  readonly account?: string;
  /** Deletes what was found; without it the sweep only lists. */
  readonly apply?: boolean;
}

/** Whose leftovers are looked for: everybody's when both are absent. */
export interface LeftoversOf {
  /** Only this environment's. */
  readonly account?: string;
  /** The number of its account, where its file may not name one. */
  readonly accountId?: string;
  /** Only those of this database's sanitisations, in production and the clean room. */
  readonly database?: string;
}

/** The types of resources that a sweep finds, each by a finder of its own. */
export const sweptTypes = ['instance', 'snapshot', 'parameter-group', 'secret'] as const;

/** Something that Backlot made and that may go. */
export interface Leftover {
  readonly place: Place;
  readonly type: (typeof sweptTypes)[number];
  readonly id: string;
  readonly kind: ResourceKind;
  readonly tags: Tags;
  /** Name of the environment it belongs to, if any. */
  readonly environment?: string;
  /** Why it may go. */
  readonly reason: string;
  /** Whether its own tag says that its time is over; otherwise only its operation has ended. */
  readonly due: boolean;
}

/** What became of one leftover. */
export interface SweptLeftover {
  readonly account: string;
  readonly region: string;
  readonly type: Leftover['type'];
  readonly id: string;
  readonly reason: string;
  readonly outcome: 'listed' | 'deleted' | 'failed' | 'busy';
}

/** Result of `sweep` and `reap`. */
export interface SweepResult {
  readonly leftovers: readonly SweptLeftover[];
}
