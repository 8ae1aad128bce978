import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { findMirror, renderCliConfiguration } from '../../activities/terraform/provider-mirror.js';
import { awsVariables } from '../../sandbox/runtime/environment-variables.js';
import { sharedSandbox, uniqueEnvironment } from '../integration/support/sandbox.js';

const run = promisify(execFile);
const sandbox = sharedSandbox();

/** One of everything that the templates are made of. */
const configuration = new URL('support/one-of-everything.tf', import.meta.url);

// Terraform is the user's own: it is tried with every one that is installed.
for (const program of await installed(['terraform', 'tofu'])) {
  test(`${program} applies, sees no drift and destroys`, async () => {
    const environment = uniqueEnvironment();
    await sandbox.client.addEnvironment(environment);
    const credentials = await sandbox.client.credentials(environment);
    const directory = await mkdtemp(join(tmpdir(), 'backlot-test-'));
    try {
      await copyFile(configuration, join(directory, 'main.tf'));
      await writeFile(join(directory, 'cli.tfrc'), renderCliConfiguration(await findMirror(undefined)));
      const terraform = async (...args: string[]) =>
        await run(program, [...args, '-no-color', '-input=false'], {
          cwd: directory,
          env: {
            PATH: process.env['PATH'] ?? '',
            HOME: directory,
            TF_CLI_CONFIG_FILE: join(directory, 'cli.tfrc'),
            TF_IN_AUTOMATION: '1',
            ...awsVariables(sandbox.description, credentials, 'us-east-1'),
          },
        });
      await terraform('init');
      const applied = await terraform('apply', '-auto-approve');
      expect(applied.stdout).toContain('Apply complete! Resources: 30 added');
      // Its exit code is 2 when there is anything to change.
      await terraform('plan', '-detailed-exitcode');
      const destroyed = await terraform('destroy', '-auto-approve');
      expect(destroyed.stdout).toContain('Destroy complete! Resources: 30 destroyed');
    } finally {
      await rm(directory, { recursive: true });
    }
  }, 480_000);
}

async function installed(programs: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    programs.map(async (program) => {
      const works = await run(program, ['version'], { timeout: 20_000 }).then(
        () => true,
        () => false,
      );
      return works ? [program] : [];
    }),
  );
  return found.flat();
}
