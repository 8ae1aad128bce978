import type { StackSlice } from '../../domain/messages/stacks.js';
import { stackKeys } from '../../domain/stacks/state-keys.js';
import type { StateBucket } from './state-bucket.js';
import type { StateVersion } from './stack-state.js';

/** What a stack was made of when there was nothing left to do to it. */
export interface CleanRecord {
  readonly configuration: string;
  readonly upstream: string;
  readonly state: StateVersion;
  readonly terraform: string;
  /** ISO 8601. */
  readonly at: string;
  /** How it is known: by a plan without changes when left out, else because a plan was applied to its end. */
  readonly by?: 'apply';
}

type Slice = Pick<StackSlice, 'environment' | 'name'>;

/** Notes that there is nothing left to do. */
export async function writeClean(bucket: StateBucket, stack: Slice, record: CleanRecord): Promise<void> {
  await bucket.writeJson(stackKeys.clean(stack.environment, stack.name), record);
}

/** Reads when there was last nothing left to do; `undefined` when that was never known. */
export async function readClean(bucket: StateBucket, stack: Slice): Promise<CleanRecord | undefined> {
  return (await bucket.readJson(stackKeys.clean(stack.environment, stack.name))) as CleanRecord | undefined;
}

/** Says since when there is nothing left to do to a stack of the very same things; `undefined` when that is not known. */
export async function cleanSince(
  bucket: StateBucket,
  stack: Slice,
  now: Omit<CleanRecord, 'at' | 'by'>,
): Promise<{ readonly ageMs: number; readonly reason: string } | undefined> {
  const record = await readClean(bucket, stack);
  if (record === undefined) return undefined;
  const isSame =
    record.configuration === now.configuration &&
    record.upstream === now.upstream &&
    record.terraform === now.terraform &&
    record.state.lineage === now.state.lineage &&
    record.state.serial === now.state.serial;
  if (!isSame) return undefined;
  const ageMs = Date.now() - Date.parse(record.at);
  const ago = `${Math.round(ageMs / 1000)} s ago`;
  const what = record.by === 'apply' ? `it was applied ${ago}` : `a plan of ${ago} was clean`;
  return { ageMs, reason: `${what}, and nothing has changed` };
}
