import type { Credentials } from '../aws/sessions.js';
import type { Reader } from './override-file.js';

/** How a worker runs Terraform. */
export interface TerraformSettings {
  /** `terraform`, `tofu`, or a path. */
  readonly program: string;
  /** The search path that Terraform gets. */
  readonly path: string;
  /** A directory laid out as a mirror of providers; looked for in the usual places when left out. */
  readonly mirror?: string;
  /** Below it each run has a directory of its own. */
  readonly directory: string;
  /** How many runs there may be at once. */
  readonly concurrent: number;
  /** The URL that answers as AWS; AWS's own when left out. */
  readonly endpoint?: string;
  /** Set where plans are made that nobody applies. */
  readonly reader?: Reader;
  readonly state: { readonly bucket: string; readonly region: string; readonly kmsKey: string };
  /** The worker's own identity, asked again whenever it is needed. */
  readonly credentials: () => Promise<Credentials>;
  readonly patience: TerraformPatience;
}

/** How long Terraform's runs wait for each other, in ms. */
export interface TerraformPatience {
  /** How often a lock, or a run that may still live, is looked at. */
  readonly pollMs: number;
  /** How long somebody else may hold the lock before the step gives up. */
  readonly lockMs: number;
  /** A run on another machine that was silent for so long is dead. */
  readonly silentMs: number;
}

/** The usual patience. */
export const usualPatience: TerraformPatience = { pollMs: 5_000, lockMs: 15 * 60_000, silentMs: 5 * 60_000 };
