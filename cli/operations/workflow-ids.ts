import { randomUUID } from 'node:crypto';

/**
 * The canonical ids of operations: two people who ask for the same thing meet under the same id. That only one works
 * on an environment at a time is not left to ids, the workflows' leases see to it.
 */
export const workflowIds = {
  refresh: (environment: string) => `refresh/${environment}`,
  /** A refresh that waits its turn while another one runs under the canonical id. */
  queuedRefresh: (environment: string) => `refresh/${environment}/${randomUUID().slice(0, 8)}`,
  spawn: (environment: string) => `spawn/${environment}`,
  /** A spawn that waits its turn while another operation holds the environment. */
  queuedSpawn: (environment: string) => `spawn/${environment}/${randomUUID().slice(0, 8)}`,
  extend: (environment: string) => `extend/${environment}/${randomUUID().slice(0, 8)}`,
  rollback: (environment: string) => `rollback/${environment}`,
  sanitize: (database: string) => `sanitize/${database}`,
  estimate: (environment: string) => `estimate/${environment}/${randomUUID().slice(0, 8)}`,
  parity: (environment: string) => `parity/${environment}/${randomUUID().slice(0, 8)}`,
  drift: (environment?: string) => ['drift', environment, randomUUID().slice(0, 8)].filter(Boolean).join('/'),
  /** The nightly look at every environment. */
  nightlyDrift: 'drift',
  sweep: 'sweep',
  reap: 'reap',
  expire: 'expire',
} as const;
