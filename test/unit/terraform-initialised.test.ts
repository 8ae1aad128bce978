import { mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepInitialised, restoreInitialised } from '../../activities/terraform/initialised.js';

const lock = '.terraform.lock.hcl';
const backend = '.terraform/terraform.tfstate';
const link = '.terraform/providers/registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'backlot-test-'));
  await put('mirror/provider', 'the provider');
});
afterEach(() => rm(directory, { recursive: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), text);
}

/** A work directory with a configuration of its own, so that no test knows what another one has kept. */
async function workspace(name: string, configuration = directory): Promise<string> {
  await put(`${name}/main.tf.json`, configuration);
  await put(`${name}/cli.tfrc`, 'mirror');
  return join(directory, name);
}

/** Leaves what `terraform init` leaves where there is a mirror. */
async function initialised(name: string): Promise<string> {
  const made = await workspace(name);
  await put(`${name}/${backend}`, 'backend');
  await put(`${name}/${lock}`, 'checksums');
  await mkdir(dirname(join(made, link)), { recursive: true });
  await symlink(join(directory, 'mirror'), join(made, link));
  return made;
}

test('what init has left is there for the same configuration', async () => {
  await keepInitialised(await initialised('one'), 'terraform 1');
  const other = await workspace('two');
  expect(await restoreInitialised(other, 'terraform 1')).toBe(true);
  expect(await readFile(join(other, lock), 'utf8')).toBe('checksums');
  expect(await readFile(join(other, backend), 'utf8')).toBe('backend');
  expect(await readlink(join(other, link))).toBe(join(directory, 'mirror'));
});

test.each([
  ['configuration', () => workspace('two', `${directory}, another`)],
  ['settings', () => workspace('two').then(async (made) => (await put('two/cli.tfrc', 'other'), made))],
  ['overrides', () => workspace('two').then(async (made) => (await put('two/backlot_override.tf.json', '{}'), made))],
])('another one’s %s has to be initialised', async (_, prepare) => {
  await keepInitialised(await initialised('one'), 'terraform 1');
  expect(await restoreInitialised(await prepare(), 'terraform 1')).toBe(false);
});

test('another version of Terraform has to be initialised', async () => {
  await keepInitialised(await initialised('one'), 'terraform 1');
  expect(await restoreInitialised(await workspace('two'), 'terraform 2')).toBe(false);
});

test('a provider whose files have changed, or are gone, is forgotten', async () => {
  await keepInitialised(await initialised('one'), 'terraform 1');
  await put('mirror/provider', 'another provider');
  expect(await restoreInitialised(await workspace('two'), 'terraform 1')).toBe(false);
  await put('mirror/provider', 'the provider');
  expect(await restoreInitialised(await workspace('three'), 'terraform 1')).toBe(false);
  await keepInitialised(join(directory, 'one'), 'terraform 1');
  await rm(join(directory, 'mirror'), { recursive: true });
  expect(await restoreInitialised(await workspace('four'), 'terraform 1')).toBe(false);
});

test('a provider that was copied is not kept', async () => {
  const made = await initialised('one');
  await put(`one/.terraform/providers/copied`, 'x'.repeat(200_000));
  await keepInitialised(made, 'terraform 1');
  expect(await restoreInitialised(await workspace('two'), 'terraform 1')).toBe(false);
});

test('where Terraform has left nothing, nothing is kept', async () => {
  await keepInitialised(await workspace('one'), 'terraform 1');
  expect(await restoreInitialised(await workspace('two'), 'terraform 1')).toBe(false);
});
