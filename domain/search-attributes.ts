/**
 * The search attributes that every workflow of Backlot sets on itself, whoever starts it. The sandbox registers them,
 * and a worker refuses to start against a namespace that lacks one (a workflow that sets an unknown attribute hangs).
 */
export const searchAttributes = {
  /** The environment that the operation changes, for example `qa1`. */
  environment: { name: 'BacklotEnvironment', type: 'KEYWORD' },
  /** The database that the operation works on. */
  database: { name: 'BacklotDatabase', type: 'KEYWORD' },
  /** The operation's id, the same in retries, children and resets. */
  operation: { name: 'BacklotOperation', type: 'KEYWORD' },
  /** What the operation is doing now: a step, `paused`, `waiting for approval`. */
  phase: { name: 'BacklotPhase', type: 'KEYWORD' },
  /** Who asked for it, as far as the starter said. */
  requestedBy: { name: 'BacklotRequestedBy', type: 'KEYWORD' },
} as const;
