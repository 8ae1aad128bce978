import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BacklotError } from '../../domain/errors.js';
import { childEnvironment, runFiles } from './child-environment.js';
import { isAlive } from './is-alive.js';
import { openRunner, type Ended, type Runner } from './open-runner.js';
import { overrideFile, renderOverride } from './override-file.js';
import { findMirror, renderCliConfiguration } from './provider-mirror.js';
import type { JournalTarget } from './runner/protocol.js';
import type { TerraformSettings } from './settings.js';

const prefix = 'backlot-terraform-';
const ownerFile = 'runner.pid';
/** A directory is that old before anybody wonders whose it is. */
const forgottenMs = 3_600_000;

/** What a stack is run from. */
export interface WorkspaceContent {
  readonly configuration: string;
  readonly values: Readonly<Record<string, string | readonly string[]>>;
}

/** One directory with one stack in it, and the process that runs Terraform there. */
export interface Workspace {
  readonly directory: string;
  path(name: string): string;
  /** Runs Terraform; its output is in the file that is returned. */
  run(args: readonly string[], options?: RunOptions): Promise<Ended & { readonly output: string }>;
}

/** How a run is watched. */
export interface RunOptions {
  readonly journal?: JournalTarget;
  readonly onLine?: (line: string) => void;
}

/**
 * Makes a directory with a stack's configuration, values and Terraform's own settings, does something in it, and lets the
 * runner remove it.
 */
export async function withWorkspace<T>(
  settings: TerraformSettings,
  { configuration, values }: WorkspaceContent,
  signal: AbortSignal,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  await openParent(settings.directory);
  await removeForgotten(settings.directory);
  const directory = await mkdtemp(join(settings.directory, prefix));
  const path = (name: string) => join(directory, name);
  const override = renderOverride(configuration, settings);
  let runner: Runner | undefined;
  try {
    await Promise.all([
      mkdir(path(runFiles.home)),
      mkdir(path(runFiles.temporary)),
      writeFile(path('main.tf.json'), configuration),
      writeFile(path('terraform.tfvars.json'), JSON.stringify(values)),
      writeFile(path(runFiles.cliConfiguration), renderCliConfiguration(await findMirror(settings.mirror))),
      ...(override === undefined ? [] : [writeFile(path(overrideFile), override)]),
    ]);
    const opened = await openRunner(directory, settings.path, settings.credentials);
    runner = opened;
    await writeFile(path(ownerFile), String(opened.pid));
    let runs = 0;
    return await work({
      directory,
      path,
      async run(args, { journal, onLine } = {}) {
        runs += 1;
        const output = path(`output-${runs}`);
        const command = {
          program: settings.program,
          args,
          directory,
          environment: childEnvironment(directory, settings),
          output,
          ...(journal === undefined ? {} : { journal }),
        };
        return { ...(await opened.run(command, signal, onLine)), output };
      },
    });
  } finally {
    if (runner === undefined) await rm(directory, { recursive: true, force: true });
    else await runner.close();
  }
}

/** Makes the directory that all work directories lie in; somebody else's of the same name is not used. */
async function openParent(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const { uid } = await stat(directory);
  if (process.getuid === undefined || uid === process.getuid()) return;
  throw new BacklotError(
    'GuardRefused',
    `${directory}, in which Terraform was to work, belongs to another user of this machine. Remove it and try again.`,
  );
}

/** Removes what runners have left that were killed; a living one removes its own. */
async function removeForgotten(parent: string): Promise<void> {
  const names = (await readdir(parent)).filter((name) => name.startsWith(prefix));
  for (const name of names) {
    const directory = join(parent, name);
    const age = await stat(directory).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age < forgottenMs) continue;
    const pid = Number(await readFile(join(directory, ownerFile), 'utf8').catch(() => '0'));
    if (!isAlive(pid)) await rm(directory, { recursive: true, force: true });
  }
}
