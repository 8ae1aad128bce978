import { mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { runFiles } from './child-environment.js';
import { overrideFile } from './override-file.js';
import { sha256 } from './plan-parts.js';

/** Where Terraform keeps what it was initialised with. */
const directoryName = '.terraform';
/** The versions and checksums of providers. */
const lockFile = '.terraform.lock.hcl';
/** What is larger is not of Terraform's own writing but a provider that was copied. */
const mostBytes = 100_000;
const mostKept = 500;

/** What `terraform init` has left in a work directory. */
interface Initialised {
  /** Content by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Targets by path: the providers of a mirror. */
  readonly links: Readonly<Record<string, string>>;
  /** Digest over the files that the links lead to, as far as names, sizes and times tell. */
  readonly targets: string;
}

const kept = new Map<string, Initialised>();

/**
 * Remembers in this process what Terraform was initialised with, for other runs of the very same configuration. Invariants:
 * 1. Nothing is remembered of a provider but where the mirror has it; one whose files have changed is forgotten.
 * 2. The lock file goes along, and Terraform compares the provider with its checksums whenever it starts it.
 *
 * @param tool the program and its version.
 */
export async function keepInitialised(directory: string, tool: string): Promise<void> {
  const found = await readInitialised(directory);
  if (found === undefined) return;
  const [oldest] = kept.keys();
  if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
  kept.set(await keyOf(directory, tool), found);
}

/** Puts into a work directory what Terraform would leave there; returns whether it could. */
export async function restoreInitialised(directory: string, tool: string): Promise<boolean> {
  const key = await keyOf(directory, tool);
  const known = kept.get(key);
  if (known === undefined) return false;
  const targets = await digestOfTargets(Object.values(known.links)).catch(() => undefined);
  if (targets !== known.targets) {
    kept.delete(key);
    return false;
  }
  for (const [path, text] of Object.entries(known.files)) {
    await writeFile(await placeFor(directory, path), text, { mode: 0o600 });
  }
  for (const [path, target] of Object.entries(known.links)) await symlink(target, await placeFor(directory, path));
  return true;
}

/** Everything that decides what `init` does. */
async function keyOf(directory: string, tool: string): Promise<string> {
  const names = ['main.tf.json', overrideFile, runFiles.cliConfiguration];
  const texts = names.map((name) => readFile(join(directory, name), 'utf8').catch(() => ''));
  return sha256(JSON.stringify([tool, ...(await Promise.all(texts))]));
}

/** `undefined` when there is something that cannot be had again by writing it down. */
async function readInitialised(directory: string): Promise<Initialised | undefined> {
  const files: Record<string, string> = {};
  const links: Record<string, string> = {};
  const entries = await readdir(join(directory, directoryName), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(directory.length + 1);
    const target = entry.isSymbolicLink() ? await readlink(path) : '';
    if (isAbsolute(target)) links[name] = target;
    else if (entry.isFile() && (await stat(path)).size <= mostBytes) files[name] = await readFile(path, 'utf8');
    else if (!entry.isDirectory()) return undefined;
  }
  if (Object.keys(links).length === 0) return undefined;
  files[lockFile] = await readFile(join(directory, lockFile), 'utf8').catch(() => '');
  return { files, links, targets: await digestOfTargets(Object.values(links)) };
}

async function digestOfTargets(targets: readonly string[]): Promise<string> {
  const told: unknown[] = [];
  for (const target of targets.toSorted()) {
    for (const name of (await readdir(target)).toSorted()) {
      const { size, mtimeMs, ctimeMs, ino } = await stat(join(target, name));
      told.push([target, name, size, mtimeMs, ctimeMs, ino]);
    }
  }
  return sha256(JSON.stringify(told));
}

async function placeFor(directory: string, path: string): Promise<string> {
  const place = join(directory, path);
  await mkdir(dirname(place), { recursive: true });
  return place;
}
