import type { SpawnPlan } from '../../domain/messages/spawn.js';

/** One spawn, for its parts. */
export interface Spawn {
  readonly plan: SpawnPlan;
  readonly operationId: string;
  readonly requestedBy?: string;
}
