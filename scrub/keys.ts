import { createHmac, hkdfSync } from 'node:crypto';
import { BacklotError } from '../domain/errors.js';
import type { Session } from './session.js';

/** The keys of one run. None of them is the key that the caller gave, and only two settings ever reach a session. */
export interface RunKeys {
  /** HMAC key blocks for pseudonyms, the same for every run of one generation. */
  readonly inner: Buffer;
  readonly outer: Buffer;
  /** Seed of the canaries: differs by run and database, is known only while the run lasts. */
  canarySeed(database: string): bigint;
  /** A value that stands for an original value when the verifier is tested. */
  planted(database: string): string;
  /** Authenticates the state that the engine keeps in the database. */
  mac(parts: readonly string[]): string;
}

const blockBytes = 64;

/** Derives the keys of a run from the generation's key. */
export function deriveKeys(key: Uint8Array, runId: string): RunKeys {
  if (key.byteLength !== 32) {
    throw new BacklotError(
      'InvalidInput',
      `The scrub key has ${String(key.byteLength)} bytes; pseudonyms need 32. Pass the generation's key.`,
    );
  }
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', key, 'backlot-scrub', purpose, 32));
  const pseudonyms = Buffer.concat([derive('pseudonyms'), Buffer.alloc(blockBytes - 32)]);
  const stateKey = derive(`state:${runId}`);
  const canaryKey = derive(`canaries:${runId}`);
  const authenticate = (secret: Buffer, parts: readonly string[]): Buffer =>
    createHmac('sha256', secret).update(JSON.stringify(parts)).digest();
  return {
    inner: pseudonyms.map((byte) => byte ^ 0x36) as Buffer,
    outer: pseudonyms.map((byte) => byte ^ 0x5c) as Buffer,
    canarySeed: (database) => authenticate(canaryKey, ['seed', database]).readBigInt64BE(),
    planted: (database) => `planted ${authenticate(canaryKey, ['planted', database]).toString('hex', 0, 12)}`,
    mac: (parts) => authenticate(stateKey, parts).toString('hex'),
  };
}

/** Names of the settings through which a session gets at the keys. */
export const keySettings = {
  inner: 'backlot_scrub.inner',
  outer: 'backlot_scrub.outer',
  seed: 'backlot_scrub.seed',
} as const;

/**
 * Gives the pseudonym key to the current transaction only. Bound as a parameter: a literal would be kept by statement
 * logs and pg_stat_statements. Call it after everything of production's that could run has been disarmed.
 */
export async function lendKey(session: Session, keys: RunKeys): Promise<void> {
  await session.run(
    'select pg_catalog.set_config($1, $2, true), pg_catalog.set_config($3, $4, true)',
    [keySettings.inner, `\\x${keys.inner.toString('hex')}`, keySettings.outer, `\\x${keys.outer.toString('hex')}`],
    'Binding the key',
  );
}

/** Gives the canary seed to a session. It reveals no pseudonym and is worthless once the canaries are gone. */
export async function lendSeed(session: Session, keys: RunKeys): Promise<void> {
  await session.run(
    'select pg_catalog.set_config($1, $2, false)',
    [keySettings.seed, String(keys.canarySeed(session.database))],
    'Binding the seed',
  );
}
