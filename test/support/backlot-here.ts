import { vi } from 'vitest';
import { run } from '../../cli/run.js';
import type { Ended } from '../integration/support/backlot-program.js';

/**
 * Runs the command line in this process, which takes a fraction of the time that a program takes to start. One at a time,
 * and at no terminal.
 */
export async function backlotHere(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((text) => void (stdout += `${String(text)}\n`)),
    vi.spyOn(console, 'error').mockImplementation((text) => void (stderr += `${String(text)}\n`)),
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((stdout += String(text)), true)),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((stderr += String(text)), true)),
  ];
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { exitCode } = process;
  const { isTTY } = process.stdin;
  process.exitCode = undefined;
  process.stdin.isTTY = false;
  try {
    await run(args);
    return { code: Number(process.exitCode ?? 0), stdout, stderr };
  } finally {
    process.exitCode = exitCode;
    process.stdin.isTTY = isTTY;
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  }
}
