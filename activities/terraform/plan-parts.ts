import { createHash } from 'node:crypto';
import { BacklotError } from '../../domain/errors.js';
import { jsonDigest } from '../state/canonical-json.js';
import type { StateVersion } from './stack-state.js';

/** Everything that a plan depends on. Its digest is what is approved. */
export interface PlanParts {
  readonly stack: string;
  readonly destroy: boolean;
  /** SHA-256 of the configuration, as of the other texts here. */
  readonly configuration: string;
  /** SHA-256 of the plan file. */
  readonly plan: string;
  readonly state: StateVersion;
  /** SHA-256 over the values from other stacks. */
  readonly upstream: string;
  /** The version of Terraform. */
  readonly terraform: string;
  /** Version and checksums of each provider. */
  readonly providers: Readonly<Record<string, string>>;
  /** When the last apply before the plan began; empty when there was none. */
  readonly lastRun: string;
}

const words: Readonly<Record<keyof PlanParts, string>> = {
  stack: 'it was made for another stack',
  destroy: 'it was made for another purpose',
  configuration: 'the configuration of the stack has changed',
  plan: 'the plan file is not the one that was approved',
  state: 'the state of the stack has changed',
  upstream: 'the values that it gets from other stacks have changed',
  terraform: 'Terraform has another version',
  providers: 'a provider has another version',
  lastRun: 'something was applied since',
};

/** The digest that a plan is known and approved by. */
export function planDigest(parts: PlanParts): string {
  return jsonDigest(parts);
}

/** SHA-256 of bytes or text, in hexadecimal. */
export function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * Compares what a plan was made of with what there is now.
 *
 * @throws {BacklotError} `PlanChanged` with what is no longer the same.
 */
export function requireSame(approved: PlanParts, now: Partial<PlanParts>): void {
  const changed = (Object.keys(words) as (keyof PlanParts)[]).filter(
    (part) => now[part] !== undefined && jsonDigest(now[part]) !== jsonDigest(approved[part]),
  );
  if (changed.length === 0) return;
  throw planChanged(approved.stack, changed.map((part) => words[part]).join('; '), { changed });
}

/** The refusal to apply something else than was approved. */
export function planChanged(stack: string, why: string, details: Readonly<Record<string, unknown>> = {}): BacklotError {
  return new BacklotError(
    'PlanChanged',
    `The approved plan of ${stack} was not applied: ${why}. Plan again and approve what it does now.`,
    { stack, ...details },
  );
}

/** Reads versions and checksums of providers out of Terraform's lock file. */
export function readProviderLocks(lockFile: string): Record<string, string> {
  const blocks = lockFile.matchAll(/^provider "([^"]+)" \{([\s\S]*?)^\}/gm);
  return Object.fromEntries(
    [...blocks].map(([, name = '', body = '']) => {
      const version = /^\s*version\s*=\s*"([^"]+)"/m.exec(body)?.[1] ?? '';
      const hashes = [...body.matchAll(/"((?:h1|zh):[^"]+)"/g)].map(([, hash = '']) => hash).toSorted();
      return [name, [version, ...hashes].join(' ')];
    }),
  );
}
