import type { ChangeAction, PlannedChange } from '../messages/stacks.js';

/** A resource that an apply has made, as Terraform said when it was complete. */
export interface MadeResource {
  readonly address: string;
  readonly type: string;
  /** Terraform's id. */
  readonly id: string;
}

/** What an apply is known to have done before it died. */
export interface AppliedSoFar {
  /** What was begun: address, type and what was to be done with it. */
  readonly begun: readonly PlannedChange[];
  readonly made: readonly MadeResource[];
}

/** A resource as the state has it. */
export interface StateResource {
  readonly address: string;
  readonly id: string | undefined;
}

/** What was made, or may have been, and is not in the state. */
export interface Forgotten {
  /** Made for sure. */
  readonly made: readonly MadeResource[];
  /** In the making when the apply died: there, or not. */
  readonly perhapsMade: readonly PlannedChange[];
  /**
   * To be made, and in the state with an id that no run has told to be its own: an earlier attempt's, which is there, or
   * was taken away before another one was begun.
   */
  readonly perhapsReplaced: readonly (PlannedChange & { readonly id: string })[];
  /** Addresses that the state has with an id of something that was replaced since. */
  readonly outdated: readonly string[];
}

/** Actions after which a resource is there that the state may not know. */
const making: readonly ChangeAction[] = ['create', 'replace', 'import'];

/**
 * Compares what an apply was to make, and has told that it made, with what the state knows. The last word about an address
 * counts.
 */
export function findForgotten(
  { wanted, made }: { readonly wanted: readonly PlannedChange[]; readonly made: readonly MadeResource[] },
  state: readonly StateResource[],
): Forgotten {
  const idAt = new Map(state.map(({ address, id }) => [address, id]));
  const last = new Map(made.map((resource) => [resource.address, resource]));
  const forgotten = [...last.values()].filter(({ address, id }) => idAt.get(address) !== id);
  const untold = wanted.filter(({ address, action }) => making.includes(action) && !last.has(address));
  return {
    made: forgotten,
    perhapsMade: untold.filter(({ address }) => !idAt.has(address)),
    perhapsReplaced: untold.flatMap((change) => {
      const id = idAt.get(change.address);
      return id === undefined ? [] : [{ ...change, id }];
    }),
    outdated: forgotten.map(({ address }) => address).filter((address) => idAt.has(address)),
  };
}

/** Which actions finish what an approved one has begun. */
const finishing: Readonly<Record<ChangeAction, readonly ChangeAction[]>> = {
  // What was half made is replaced, and what was taken into the state may lack what would have come next.
  create: ['create', 'update', 'replace', 'import'],
  replace: ['replace', 'create', 'update', 'import', 'delete'],
  update: ['update'],
  delete: ['delete'],
  import: ['import', 'update'],
  forget: ['forget'],
};

/** Lists the changes of a new plan that are not the rest of an approved one. */
export function beyondApproval(approved: readonly PlannedChange[], now: readonly PlannedChange[]): PlannedChange[] {
  const allowed = new Map(approved.map(({ address, action }) => [address, finishing[action]]));
  return now.filter(({ address, action }) => allowed.get(address)?.includes(action) !== true);
}
