import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const main = 'dist/cli/main.js';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built program as a user does, in an environment that holds nothing but the path. */
function backlot(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const options = { env: { PATH: process.env['PATH'], ...env } };
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], options, (error, stdout, stderr) => {
      const code = error && typeof error.code === 'number' ? error.code : 0;
      resolve({ code, stdout, stderr });
    });
  });
}

describe('the built program', () => {
  test('is there', () => expect(existsSync(main), 'npm run build makes it').toBe(true));

  test('validates Acme, from BACKLOT_FLEET as well', async () => {
    for (const ended of [
      await backlot(['validate', 'examples/acme']),
      await backlot(['validate'], { BACKLOT_FLEET: 'examples/acme' }),
    ]) {
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(ended.stdout).toMatch(/^valid examples\/acme: 1 environment, 3 databases, /);
    }
  });

  test('exits with 1 for an invalid fleet and 2 for a usage error, without a stack trace', async () => {
    expect(await backlot(['validate', 'test'])).toMatchObject({ code: 1 });
    const usage = await backlot(['validate', '--bogus']);
    expect(usage.code).toBe(2);
    expect(usage.stderr).not.toContain('    at ');
  });

  test('writes no colours into a pipe', async () => {
    expect((await backlot(['validate', 'test'])).stdout).not.toContain('\u001B');
  });

  test('does not mind a reader that stops early', async () => {
    const child = spawn(process.execPath, [main, 'schema'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
    child.stdout.destroy();
    await once(child, 'exit');
    expect(complaints).not.toMatch(/EPIPE|Error/);
  });
});
