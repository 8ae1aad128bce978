import type { StackSlice } from '../../domain/messages/stacks.js';
import { stackKeys } from '../../domain/stacks/state-keys.js';
import type { StateBucket } from './state-bucket.js';
import type { StateVersion } from './stack-state.js';

/** What a plan without changes was made of. */
export interface CleanRecord {
  readonly configuration: string;
  readonly upstream: string;
  readonly state: StateVersion;
  readonly terraform: string;
  /** ISO 8601. */
  readonly at: string;
}

type Slice = Pick<StackSlice, 'environment' | 'name'>;

/** Notes that a plan found nothing to do. */
export async function writeClean(bucket: StateBucket, stack: Slice, record: CleanRecord): Promise<void> {
  await bucket.writeJson(stackKeys.clean(stack.environment, stack.name), record);
}

/** Reads what the last clean plan was made of; `undefined` when there was none. */
export async function readClean(bucket: StateBucket, stack: Slice): Promise<CleanRecord | undefined> {
  return (await bucket.readJson(stackKeys.clean(stack.environment, stack.name))) as CleanRecord | undefined;
}

/** Returns the age in ms of a clean plan of the very same things; `undefined` when there is none. */
export async function ageOfClean(
  bucket: StateBucket,
  stack: Slice,
  now: Omit<CleanRecord, 'at'>,
): Promise<number | undefined> {
  const record = await readClean(bucket, stack);
  if (record === undefined) return undefined;
  const isSame =
    record.configuration === now.configuration &&
    record.upstream === now.upstream &&
    record.terraform === now.terraform &&
    record.state.lineage === now.state.lineage &&
    record.state.serial === now.state.serial;
  return isSame ? Date.now() - Date.parse(record.at) : undefined;
}
