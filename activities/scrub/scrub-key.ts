import { createHmac, randomBytes } from 'node:crypto';
import type { DatabaseSlice } from '../../domain/messages/slices.js';
import { scrubKeySecret } from '../../domain/names.js';
import type { Secrets } from '../databases/secrets.js';

const keyBytes = 32;

/**
 * Derives the key of one epoch from the secret of the residency group, creating the secret on first use. Pseudonyms of
 * one epoch are equal in all databases of the group, and say nothing about those of another epoch or group.
 */
export async function scrubKey(secrets: Secrets, database: DatabaseSlice, epoch: string): Promise<Uint8Array> {
  const name = scrubKeySecret(database.residency ?? 'none');
  const root = await secrets.findOrCreate(database.cleanroom, name, {}, () => randomBytes(keyBytes).toString('base64'));
  return createHmac('sha256', Buffer.from(root, 'base64')).update(`epoch ${epoch}`).digest();
}
