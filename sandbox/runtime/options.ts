/** How a sandbox is started. */
export interface SandboxOptions {
  /** A directory of its own, emptied at the start and removed at the end. */
  readonly directory: string;
  /** The virtual environment with the server programs, from `ensureInstalled`. */
  readonly venv: string;
  /** For people; `default` by default. */
  readonly name?: string;
  /** `fast` (default), `aws`, `aws/100`. */
  readonly delays?: string;
  /** What accounts may have, where it is not what AWS gives: `rds.instances=5`. */
  readonly quotas?: readonly string[];
  /** Size of production's databases in MB, all together; 0 for none. Default 0. */
  readonly seedSize?: number;
  /** Where generated databases are kept from one run to the next: `.sandbox/cache`. */
  readonly cacheDirectory: string;
  readonly onProgress?: (line: string) => void;
}
