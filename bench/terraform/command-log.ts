import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** One command of Terraform, as it was seen from outside. */
export interface LoggedCommand {
  /** `init`, `plan`, `apply`, … */
  readonly command: string;
  /** Times are in ms. */
  readonly begunAt: number;
  readonly endedAt: number;
  /** Processor time of the command and of the provider that it started. */
  readonly processorMs: number;
}

/** Takes down every command of Terraform that is run through its program. */
export interface CommandLog {
  /** Runs Terraform with the same arguments, and takes it down. */
  readonly program: string;
  /** What was run since the last time. */
  take(): Promise<LoggedCommand[]>;
}

/** Makes a program that stands in for Terraform, in a directory of its own. */
export async function openCommandLog(directory: string): Promise<CommandLog> {
  const log = join(directory, 'commands');
  await mkdir(log, { recursive: true });
  const program = join(directory, 'terraform');
  await writeFile(program, wrapper(await findTerraform(), log), { mode: 0o755 });
  const taken = new Set<string>();
  return {
    program,
    async take() {
      const names = (await readdir(log)).filter((name) => !taken.has(name));
      for (const name of names) taken.add(name);
      const texts = await Promise.all(names.map((name) => readFile(join(log, name), 'utf8')));
      return texts.map(parseCommand).toSorted((a, b) => a.begunAt - b.begunAt);
    },
  };
}

/** The shell's `times` has the processor time of all descendants that were waited for. */
function wrapper(terraform: string, log: string): string {
  return `#!/bin/sh
begun=$(date +%s.%N)
"${terraform}" "$@"
code=$?
ended=$(date +%s.%N)
{ echo "$1 $begun $ended"; times; } > "${log}/$begun-$$"
exit $code
`;
}

/** Reads what was taken down of one command. */
export function parseCommand(text: string): LoggedCommand {
  const [head = '', ...times] = text.trim().split('\n');
  const [command = '', begun, ended] = head.split(' ');
  const spent = [...times.join(' ').matchAll(/(\d+)m([\d.]+)s/g)];
  return {
    command,
    begunAt: Number(begun) * 1000,
    endedAt: Number(ended) * 1000,
    processorMs: spent.reduce(
      (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
      0,
    ),
  };
}

async function findTerraform(): Promise<string> {
  const named = process.env['BACKLOT_TERRAFORM'] ?? 'terraform';
  if (named.includes('/')) return named;
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(directory, named);
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  throw new Error(`There is no program ${named} on the path. Install Terraform 1.11 or newer.`);
}
