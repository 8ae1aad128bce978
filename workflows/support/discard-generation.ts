import type { InstanceAt } from '../../domain/messages/databases.js';
import type { EnvironmentSlice } from '../../domain/messages/slices.js';
import type { Tags } from '../../domain/tags.js';
import { reads } from './activities.js';
import { discardInstance } from './discard-instance.js';
import { zoneOf } from './move-records.js';

/** A database of a generation that is not going to serve. */
export interface DiscardedGeneration extends InstanceAt {
  readonly environment: EnvironmentSlice;
  /** Name by which clients would reach it. */
  readonly dnsName: string;
  readonly tags: Tags;
}

/**
 * Deletes a database of a generation, unless clients are pointed to it: a run that was reset to before its cutover
 * does not know that its generation has come to serve.
 */
export async function discardGeneration({ environment, dnsName, ...made }: DiscardedGeneration): Promise<void> {
  const records = await reads.readRecords({ zone: zoneOf(environment, made.place), names: [dnsName] });
  // The endpoint of an instance begins with its name.
  if (records.some(({ value }) => value.startsWith(`${made.instance}.`))) return;
  await discardInstance(made);
}
