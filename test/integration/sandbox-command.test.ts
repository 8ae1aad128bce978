import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SandboxDescription } from '../../sandbox/runtime/description.js';
import { sandboxVenv } from './support/sandbox-venv.js';

const run = promisify(execFile);
const program = resolve('dist/cli/main.js');

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'backlot-test-'));
});

afterEach(async () => {
  await backlot('down');
  await rm(directory, { recursive: true });
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function backlot(...args: string[]): Promise<Ended> {
  const command = [program, 'sandbox', ...args, '--directory', directory];
  const environment = { PATH: process.env['PATH'] ?? '', HOME: directory, BACKLOT_SANDBOX_VENV: sandboxVenv() };
  return await run(process.execPath, command, { env: environment, timeout: 100_000 }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code?: number; stdout?: string; stderr?: string }) => ({
      code: error.code ?? -1,
      stdout: error.stdout ?? '',
      stderr: error.stderr ?? '',
    }),
  );
}

async function up(): Promise<SandboxDescription> {
  const started = await backlot('up', '--detach', '--seed-size', '0', '--json');
  expect(started.stderr).toContain('ready after');
  expect(started.code).toBe(0);
  return JSON.parse(started.stdout) as SandboxDescription;
}

test('up, status, env, calls and down tell one story', async () => {
  const sandbox = await up();
  const status = await backlot('status', '--json');
  expect(JSON.parse(status.stdout)).toMatchObject({ endpoint: sandbox.endpoint, pid: sandbox.pid });
  expect((await backlot('up')).code).toBe(1);

  const { stdout: exports } = await backlot('env', '--account', 'production');
  const script = `${exports}\n"${sandboxVenv()}/bin/python" -c "import boto3; print(boto3.client('sts').get_caller_identity()['Account'])"`;
  const used = await run('sh', ['-c', script], { env: { PATH: process.env['PATH'] ?? '' } });
  expect(used.stdout.trim()).toBe('222222222222');
  expect(exports).toContain(`export TEMPORAL_ADDRESS='${sandbox.temporalAddress}'`);
  expect((await backlot('env', '--account', 'nobody')).code).toBe(2);

  const calls = await backlot('calls', '--account', 'production', '--json');
  expect(JSON.parse(calls.stdout)).toMatchObject({ service: 'sts', action: 'GetCallerIdentity', result: 'ok' });
  expect((await backlot('calls')).stdout).toContain('sts:GetCallerIdentity');

  await tellFaults();

  expect((await backlot('down')).stdout).toContain('has ended');
  expect(isAlive(sandbox.pid)).toBe(false);
  expect(existsSync(sandbox.directory)).toBe(false);
  expect(await readdir(join(directory, 'run'))).toEqual([]);
  expect((await backlot('status')).code).toBe(3);
});

async function tellFaults(): Promise<void> {
  const throttled = ['--service', 'rds', '--account', 'qa1', '--error', 'Throttling', '--rate', '0.3'];
  const added = await backlot('faults', 'add', ...throttled, '--json');
  expect(JSON.parse(added.stdout)).toMatchObject({ id: 'f1', account: '555555555555', rate: 0.3, met: 0 });
  expect((await backlot('faults', 'list')).stdout).toContain('account 555555555555 service rds  rate 0.3');
  expect((await backlot('faults', 'add', '--fail', '--stuck')).code).toBe(2);
  expect((await backlot('faults', 'release', 'f1')).stdout).toContain('0 released');
  expect((await backlot('faults', 'remove', 'f1')).stdout).toContain('1 removed');
}

test('when the host is killed, its servers end with it', async () => {
  const sandbox = await up();
  const children = childrenOf(sandbox.pid);
  expect(children.length).toBeGreaterThanOrEqual(2);
  process.kill(sandbox.pid, 'SIGKILL');
  await vi.waitFor(() => expect(children.filter(isAlive)).toEqual([]), { timeout: 10_000, interval: 50 });
  expect((await backlot('status')).code).toBe(3);
  expect((await backlot('down')).stdout).toContain('has ended');
  expect(existsSync(sandbox.directory)).toBe(false);
});

test('a size, a speed or a quota that makes no sense is refused before anything starts', async () => {
  expect((await backlot('up', '--seed-size', 'big')).code).toBe(2);
  const speed = await backlot('up', '--detach', '--delays', 'slow');
  expect(speed.code).toBe(2);
  expect(speed.stderr).toContain('"slow" is no speed of the sandbox');
  const quota = await backlot('up', '--detach', '--quota', 'rds.none=5');
  expect(quota.code).toBe(2);
  expect(quota.stderr).toContain('"rds.none=5" is no quota of the sandbox');
  expect(await backlot('down')).toMatchObject({ code: 0 });
});

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(' ').filter(Boolean).map(Number);
}

function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
