import type { FinderType } from '../stacks/finder-types.js';
import type { Tags } from '../tags.js';

/** Whose a resource of an account is, as far as its teardown is concerned. */
export type Belonging =
  /** Made by Backlot, or by a stack of the environment. */
  | 'ours'
  /** Made by somebody else in the account. */
  | 'foreign'
  /** Made by AWS or by the organisation; it was there before the environment and stays. */
  | 'organization'
  /** On its way out already; AWS takes its time. */
  | 'ending';

/** A resource, as a finder sees it. */
export interface Found {
  readonly type: FinderType;
  /** What AWS calls it. */
  readonly id: string;
  /** What Terraform's import takes. */
  readonly importId: string;
  /** The name that people, or Backlot, gave it. */
  readonly name?: string;
  /** Its own tags, or those of what it is a part of. */
  readonly tags: Tags;
  /** Set when AWS or the organisation made it. */
  readonly builtIn?: boolean;
  /** AWS's word for a resource that is going. */
  readonly ending?: string;
  /** Set for what has no life of its own: the id of what it goes with. */
  readonly partOf?: string;
}

/** A resource and where it is. */
export interface FoundAt extends Found {
  /** `global` for services without regions. */
  readonly region: string;
}
