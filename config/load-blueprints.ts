import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Problem } from '../domain/fleet/problem.js';
import type { Blueprint } from '../templates/blueprints/define-blueprint.js';
import type { Blueprints } from '../templates/blueprints/stacks-of.js';

/** The directory of a fleet's own blueprints. */
export const blueprintDirectory = 'blueprints';

/** The blueprints that a fleet's account files can name. */
export interface LoadedBlueprints {
  readonly blueprints: Blueprints;
  readonly problems: readonly Problem[];
  /** SHA-256 of each file of the fleet's own, by name. */
  readonly digests: Readonly<Record<string, string>>;
}

/** Loads the built-in blueprints and the fleet's own. Never throws: what cannot be loaded is a problem. */
export async function loadBlueprints(root: string): Promise<LoadedBlueprints> {
  // Blueprints bring CDKTF with them, which a fleet without any has no need of.
  const { builtInBlueprints } = await import('../templates/blueprints/built-in.js');
  const blueprints = new Map(builtInBlueprints.map((blueprint) => [blueprint.name, blueprint]));
  const problems: Problem[] = [];
  const digests: Record<string, string> = {};
  for (const name of await listFiles(root)) {
    const file = `${blueprintDirectory}/${name}`;
    const digest = createHash('sha256')
      .update(await readFile(join(root, file)))
      .digest('hex');
    digests[name] = digest;
    const loaded = await loadOne(root, file, digest);
    if ('code' in loaded) problems.push(loaded);
    else if (blueprints.has(loaded.name)) problems.push(twice(file, loaded.name));
    else blueprints.set(loaded.name, loaded);
  }
  return { blueprints, problems, digests };
}

/** A TypeScript file beside the JavaScript that it was compiled to is its source, not another blueprint. */
async function listFiles(root: string): Promise<string[]> {
  const names = await readdir(join(root, blueprintDirectory)).catch((): string[] => []);
  const scripts = names.filter((name) => /\.(?:js|ts)$/.test(name) && !/^\.|\.d\.ts$/.test(name));
  return scripts.filter((name) => !name.endsWith('.ts') || !names.includes(name.replace(/ts$/, 'js'))).toSorted();
}

async function loadOne(root: string, file: string, digest: string): Promise<Blueprint | Problem> {
  const url = pathToFileURL(resolve(root, file));
  // Modules are kept by address: without the digest, a long-lived worker would go on with what it read first.
  url.search = `digest=${digest.slice(0, 12)}`;
  try {
    const module = (await import(url.href)) as { readonly default?: unknown };
    if (isBlueprint(module.default)) return module.default;
    return invalid(file, 'it exports no blueprint', 'end it with `export default defineBlueprint({ … })`');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const words = error instanceof Error ? error.message : String(error);
    if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
      const mend = 'compile it to a .js file beside it, or run Node.js 22.18 or newer';
      return invalid(file, 'this Node.js cannot read TypeScript', mend);
    }
    const mend =
      code === 'ERR_MODULE_NOT_FOUND'
        ? 'install what it imports: make the directory an npm package that depends on backlot'
        : 'correct the file';
    return invalid(file, `it cannot be loaded: ${words.split('\n')[0] ?? words}`, mend);
  }
}

function isBlueprint(value: unknown): value is Blueprint {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'stacks' in value &&
    typeof value.stacks === 'function' &&
    'permissions' in value &&
    'parameters' in value
  );
}

function twice(file: string, name: string): Problem {
  return {
    ...invalid(file, `there is another blueprint "${name}"`, 'choose a name that no other blueprint has'),
    code: 'DuplicateName',
  };
}

function invalid(file: string, what: string, mend: string): Problem {
  const why = 'account files name blueprints, and their stacks are made by them';
  return { code: 'BlueprintInvalid', file, line: 1, column: 1, what, why, mend };
}
