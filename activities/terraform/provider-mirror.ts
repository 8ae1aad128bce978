import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a mirror of Terraform's own registry has on top. */
const registry = 'registry.terraform.io';

/** Where Terraform would look by itself, were it not told anything. */
const implied = ['/usr/local/share/terraform/plugins', '/usr/share/terraform/plugins'];

/** Below it machines that are built without a network have what they need. */
const packages = '/opt';

/**
 * Finds a directory laid out as a mirror of providers: the one that was named, else one where Terraform looks itself, else
 * one below `/opt`. `undefined` means that providers come from the registry.
 */
export async function findMirror(named: string | undefined, root = '/'): Promise<string | undefined> {
  if (named !== undefined) return named;
  const more = (await readdir(join(root, packages)).catch((): string[] => [])).toSorted();
  const candidates = [...implied, ...more.map((name) => join(packages, name))].map((path) => join(root, path));
  for (const candidate of candidates) {
    if (await isDirectory(join(candidate, registry))) return candidate;
  }
  return undefined;
}

/** Renders the CLI configuration of a run; there is no other that could say something else. */
export function renderCliConfiguration(mirror: string | undefined): string {
  const installation =
    mirror === undefined
      ? ''
      : `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`;
  return `disable_checkpoint = true\n${installation}`;
}

async function isDirectory(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
