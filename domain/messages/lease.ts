/** Input of the lease workflow. */
export interface LeaseInput {
  /** What is held: `qa1`, `sanitize/users`. */
  readonly resource: string;
  /** Workflow id of the holder; its current run counts, so that a reset keeps the lease. */
  readonly holder: string;
}

/** Id of the lease workflow of a resource: the server lets only one be open. */
export function leaseId(resource: string): string {
  return `lease/${resource}`;
}

/** What is known of a lease that somebody holds. */
export interface LeaseHolder {
  /** Absent when the lease is free. */
  readonly holder?: string;
  /** True while the holder's current run is open. */
  readonly holderOpen: boolean;
}
