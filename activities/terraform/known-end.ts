import { BacklotError } from '../../domain/errors.js';
import type { PlanSummary, StackSlice } from '../../domain/messages/stacks.js';
import { stackKeys } from '../../domain/stacks/state-keys.js';
import { jsonDigest } from '../state/canonical-json.js';
import type { PlanParts } from './plan-parts.js';
import type { StateBucket } from './state-bucket.js';
import { loadPlan, type StoredPlan } from './stored-plan.js';

type Slice = Pick<StackSlice, 'environment' | 'name'>;

/** What is known of a plan before Terraform has made it. */
type Beforehand = Omit<PlanParts, 'plan' | 'providers'>;

interface EndRecord {
  readonly digest: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Notes which plan takes a stack away, so that a teardown does not have to make the plan again that it was shown with. */
export async function rememberEnd(bucket: StateBucket, { environment, name }: Slice, digest: string): Promise<void> {
  const record: EndRecord = { digest, at: new Date().toISOString() };
  await bucket.writeJson(stackKeys.end(environment, name), record);
}

/**
 * Finds a young plan that takes a stack away and was made of the very same things; `undefined` when there is none. Whether
 * the provider is still the same is found out before it is applied.
 */
export async function knownEnd(
  bucket: StateBucket,
  stack: Slice,
  now: Beforehand,
  freshnessMs: number,
): Promise<{ readonly digest: string; readonly summary: PlanSummary } | undefined> {
  const record = (await bucket.readJson(stackKeys.end(stack.environment, stack.name))) as EndRecord | undefined;
  if (record === undefined || Date.now() - Date.parse(record.at) >= freshnessMs) return undefined;
  const stored = await load(bucket, stack, record.digest);
  if (stored === undefined) return undefined;
  const { plan: _plan, providers: _providers, ...made } = stored.parts;
  return jsonDigest(made) === jsonDigest(now) ? { digest: record.digest, summary: stored.summary } : undefined;
}

async function load(bucket: StateBucket, stack: Slice, digest: string): Promise<StoredPlan | undefined> {
  try {
    return await loadPlan(bucket, stack, digest);
  } catch (error) {
    if (error instanceof BacklotError && error.code === 'NotFound') return undefined;
    throw error;
  }
}
