import { findVenv } from '../../sandbox/install/venv.js';
import type { SandboxOptions } from '../../sandbox/runtime/options.js';
import { RunDirectories } from '../../sandbox/runtime/run-directory.js';
import { startSandbox, type Sandbox } from '../../sandbox/runtime/start-sandbox.js';

/** What a measurement works with. */
export interface BenchSandbox {
  readonly sandbox: Sandbox;
  readonly directories: RunDirectories;
  /** Says how far it is, beside the result. */
  readonly say: (line: string) => void;
}

/** Measures on a sandbox of its own, which ends afterwards. */
export async function onBenchSandbox<Result>(
  options: Pick<SandboxOptions, 'delays' | 'quotas' | 'seedSize'>,
  measure: (bench: BenchSandbox) => Promise<Result>,
): Promise<Result> {
  const say = (line: string): void => console.error(line);
  const directories = new RunDirectories('.sandbox');
  const sandbox = await startSandbox({
    ...options,
    directory: directories.of('bench'),
    cacheDirectory: directories.cache,
    venv: await findVenv({ directory: '.sandbox', onProgress: say }),
    name: 'bench',
    onProgress: say,
  });
  try {
    return await measure({ sandbox, directories, say });
  } finally {
    await sandbox.close();
  }
}
