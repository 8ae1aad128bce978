import type { AwsAccess } from '../aws/access.js';
import type { ObjectStore } from '../state/object-store.js';
import type { TerraformSettings } from './settings.js';
import type { Slots } from './slots.js';
import type { StateBucket } from './state-bucket.js';

/** What planning and applying work with. */
export interface TerraformContext {
  readonly settings: TerraformSettings;
  readonly aws: AwsAccess;
  readonly bucket: StateBucket;
  readonly objects: ObjectStore;
  readonly slots: Slots;
  /** Aborted when the activity is cancelled. */
  readonly signal: AbortSignal;
}
