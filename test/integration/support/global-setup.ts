import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { SandboxDescription } from '../../../sandbox/runtime/description.js';
import { startSandbox, type Sandbox } from '../../../sandbox/runtime/start-sandbox.js';
import { sandboxVenv } from './sandbox-venv.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The run's one sandbox. Tests keep apart by account: each takes an environment of its own. */
    readonly sandbox: SandboxDescription;
  }
}

/** MB of production's databases: enough for every kind of nastiness, small enough to be copied all day. */
const seedSize = 6;

let sandbox: Sandbox | undefined;
let directory: string | undefined;

/** In an hour of operations environments keep more generations to go back to than they would in years. */
const quotasOfCrashes = ['rds.instances=400', 'rds.manualSnapshots=1000'];

/** Starts one sandbox for all integration tests and laws of a run. */
export async function setup(project: TestProject): Promise<void> {
  directory = await mkdtemp(join(tmpdir(), 'backlot-test-'));
  sandbox = await startSandbox({
    directory: join(directory, 'run'),
    cacheDirectory: '.sandbox/cache',
    venv: sandboxVenv(),
    name: 'tests',
    seedSize,
    quotas: project.name === 'crash' ? quotasOfCrashes : [],
  });
  project.provide('sandbox', sandbox.description);
}

/** Ends it, and fails the run when something is left. */
export async function teardown(): Promise<void> {
  await sandbox?.close();
  if (directory !== undefined) await rm(directory, { recursive: true });
}
