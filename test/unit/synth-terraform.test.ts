import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderCliConfiguration } from '../../activities/terraform/provider-mirror.js';
import { writeStacks } from '../../cli/stacks/write-stacks.js';
import { terraformHere } from '../support/terraform-here.js';
import { configurationOf } from './support/configuration.js';
import { everyStack, templateFleet } from './support/template-fleet.js';

const run = promisify(execFile);
const stacks = everyStack(await templateFleet());
const samples = { string: 'x', 'list(string)': ['x'], 'map(string)': {} } as const;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'backlot-synth-'));
  await writeStacks(stacks, directory);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Stacks as modules of one configuration: the provider is started once for all of them. */
function rootOf(names: readonly string[]): object {
  const modules = names.map((name): [string, object] => {
    const definition = stacks.find((stack) => stack.name === name);
    const variables = Object.entries(definition ? (configurationOf(definition).variable ?? {}) : {});
    const values = variables.map(([variable, { type }]): [string, unknown] => [
      variable,
      samples[type as keyof typeof samples],
    ]);
    return [name.replaceAll('.', '_'), { source: `./${name}`, ...Object.fromEntries(values) }];
  });
  return { module: Object.fromEntries(modules) };
}

test('every stack is written into a directory of its own', () => {
  expect(readdirSync(directory).toSorted()).toEqual(stacks.map(({ name }) => name).toSorted());
});

test.each(await terraformHere())(
  '$terraform takes every stack',
  { timeout: 300_000 },
  async ({ terraform, mirror }) => {
    const root = join(directory, 'root');
    await mkdir(root);
    for (const { name } of stacks) await run('cp', ['-r', join(directory, name), join(root, name)]);
    await writeFile(join(root, 'main.tf.json'), JSON.stringify(rootOf(stacks.map(({ name }) => name))));
    const settings = join(directory, 'terraform.rc');
    await writeFile(settings, renderCliConfiguration(mirror));
    const env = { PATH: process.env['PATH'], HOME: directory, TF_CLI_CONFIG_FILE: settings, TF_IN_AUTOMATION: '1' };
    await run(terraform, ['init', '-backend=false', '-input=false', '-no-color'], { cwd: root, env });
    const { stdout } = await run(terraform, ['validate', '-json'], { cwd: root, env, maxBuffer: 64 * 1024 * 1024 });
    const { valid, diagnostics } = JSON.parse(stdout) as { valid: boolean; diagnostics: { severity: string }[] };
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(valid).toBe(true);
  },
);
