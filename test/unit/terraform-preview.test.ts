import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { previewStack, type PreviewContext } from '../../activities/terraform/preview-stack.js';
import { usualPatience } from '../../activities/terraform/settings.js';
import { Slots } from '../../activities/terraform/slots.js';

let directory: string;
let stop: AbortController;
let told: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'backlot-test-'));
  stop = new AbortController();
  told = [];
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A program that stands in for Terraform: it tells a version, initialises, and plans as it is told here. */
async function program(plan: string): Promise<string> {
  const path = join(directory, 'terraform');
  const version = `[ "$1" = version ] && { echo '{"terraform_version":"1.11.4"}'; exit; }`;
  const show = `[ "$1" = show ] && { echo '{"resource_changes":[]}'; exit; }`;
  await writeFile(path, `#!/bin/sh\n${version}\n[ "$1" = init ] && exit\n${show}\n${plan}\n`, { mode: 0o755 });
  return path;
}

function context(terraform: string): PreviewContext {
  return {
    settings: {
      program: terraform,
      path: '/usr/bin:/bin',
      directory: join(directory, 'work'),
      concurrent: 1,
      state: { bucket: 'acme-backlot-state', region: 'us-east-1', kmsKey: 'alias/backlot-state' },
      reader: { role: 'BacklotRead', stateAccount: '111111111111' },
      credentials: () => Promise.resolve({ accessKeyId: 'AKIA', secretAccessKey: 'secret' }),
      patience: usualPatience,
    },
    slots: new Slots(1),
    signal: stop.signal,
    bucket: { readJson: () => Promise.resolve(undefined) },
    keepText: (text) => {
      told.push(text);
      return Promise.resolve('Terraform’s own words are above.');
    },
    colour: false,
  };
}

const stack = { name: 'qa1.network.us-east-1', configuration: '{}', imports: {} };
const left = () => readdir(join(directory, 'work'));

test('a preview locks nothing and gives Terraform’s words for people', async () => {
  const args = join(directory, 'args');
  const terraform = await program(`echo "$@" > ${args}\necho 'Plan: 1 to add'\nexit 2`);
  expect(await previewStack(context(terraform), stack)).toMatchObject({ outcome: 'changes', text: 'Plan: 1 to add\n' });
  expect(await readFile(args, 'utf8')).toMatch(/^plan .*-lock=false .*-no-color/);
  expect(await left()).toEqual([]);
});

test('a stack that needs values of one that was never applied is not planned', async () => {
  const from = 'qa1.network.us-east-1';
  const imports = { subnetIds: { from, export: 'dataSubnetIds', type: 'list(string)' } } as const;
  const data = { name: 'qa1.data.us-east-1', configuration: '{}', imports };
  expect(await previewStack(context('/nowhere'), data)).toEqual({ outcome: 'deferred', waitsFor: [from] });
});

test('an interrupted preview ends Terraform and leaves no directory', async () => {
  const [begun, ended] = [join(directory, 'begun'), join(directory, 'ended')];
  const terraform = await program(`trap 'touch ${ended}; exit 1' INT\ntouch ${begun}\nwhile :; do sleep 0.1; done`);
  const interrupted = previewStack(context(terraform), stack).catch((error: unknown) => error);
  await expect.poll(() => existsSync(begun), { timeout: 15_000 }).toBe(true);
  stop.abort();
  expect(await interrupted).toMatchObject({ name: 'CancelledFailure' });
  expect(existsSync(ended)).toBe(true);
  expect(await left()).toEqual([]);
});

test('a refusal is told by its name, although Terraform frames it and breaks it into lines', async () => {
  const words =
    '│ Error: reading VPC: operation error EC2, RequestID: 1, api error\n│ UnauthorizedOperation: hunter2 may not\n╵';
  const terraform = await program(`printf '%s\\n' '${words}' >&2\nexit 1`);
  const failed = await previewStack(context(terraform), stack).catch((error: unknown) => error);
  expect(failed).toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('words are above') as string });
  expect((failed as Error).message).not.toContain('hunter2');
  expect(told.join('')).toContain('hunter2');
});

test('without Terraform it says what to install', async () => {
  await expect(previewStack(context('terraform-of-nobody'), stack)).rejects.toMatchObject({
    code: 'NotFound',
    message: expect.stringContaining('BACKLOT_TERRAFORM') as string,
  });
});
