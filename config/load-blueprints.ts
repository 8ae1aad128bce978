import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Problem } from '../domain/fleet/problem.js';
import { nameSchema } from '../domain/fleet/value-schemas.js';
import { wordsOfThrown } from '../domain/words-of-thrown.js';
import type { Blueprint } from '../templates/blueprints/define-blueprint.js';
import type { Blueprints } from '../templates/blueprints/stacks-of.js';
import { listNames, readRegularFile } from './read-directory.js';

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
  const names = await listNames(root, blueprintDirectory);
  if (!Array.isArray(names)) return { blueprints, problems: [names], digests };
  for (const name of scriptsOf(names)) {
    const file = `${blueprintDirectory}/${name}`;
    const content = await readRegularFile(root, file);
    if ('code' in content) {
      problems.push(content);
      continue;
    }
    const digest = createHash('sha256').update(content).digest('hex');
    digests[name] = digest;
    const loaded = await loadOne(root, file, digest);
    if ('code' in loaded) problems.push(loaded);
    else if (blueprints.has(loaded.name)) problems.push(twice(file, loaded.name));
    else blueprints.set(loaded.name, loaded);
  }
  return { blueprints, problems, digests };
}

/** A TypeScript file beside the JavaScript that it was compiled to is its source, not another blueprint. */
function scriptsOf(names: readonly string[]): string[] {
  const scripts = names.filter((name) => /\.(?:js|ts)$/.test(name) && !/^\.|\.d\.ts$/.test(name));
  return scripts.filter((name) => !name.endsWith('.ts') || !names.includes(name.replace(/ts$/, 'js'))).toSorted();
}

async function loadOne(root: string, file: string, digest: string): Promise<Blueprint | Problem> {
  const url = pathToFileURL(resolve(root, file));
  // Modules are kept by address: without the digest, a long-lived worker would go on with what it read first.
  url.search = `digest=${digest.slice(0, 12)}`;
  try {
    const module = (await import(url.href)) as { readonly default?: unknown };
    const flaw = flawOf(module.default);
    if (flaw === undefined) return module.default as Blueprint;
    return invalid(file, flaw, 'end it with `export default defineBlueprint({ … })`');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
      const mend = 'compile it to a .js file beside it, or run Node.js 22.18 or newer';
      return invalid(file, 'this Node.js cannot read TypeScript', mend);
    }
    const mend =
      code === 'ERR_MODULE_NOT_FOUND'
        ? 'install what it imports: make the directory an npm package that depends on backlot'
        : 'correct the file';
    const problem = invalid(file, `it cannot be loaded: ${wordsOfThrown(error)}`, mend);
    return { ...problem, ...placeOf(error, `${url.pathname}${url.search}`) };
  }
}

/** What keeps a module's export from being a blueprint. */
function flawOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'it exports no blueprint';
  const { name, stacks, permissions, parameters } = value as Partial<Record<keyof Blueprint, unknown>>;
  if (typeof stacks !== 'function' || typeof permissions !== 'function') return 'it exports no blueprint';
  if (!nameSchema.safeParse(name).success) return `${JSON.stringify(name)} is no name of a blueprint`;
  const isSchema = typeof parameters === 'object' && parameters !== null && '_zod' in parameters;
  return isSchema ? undefined : 'its `parameters` are no schema of zod 4';
}

/** Where in the file it was that it could not be loaded, as far as the error tells. */
function placeOf(error: unknown, path: string): Pick<Problem, 'line' | 'column'> | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const [, after] = stack.split(`${path}:`);
  const [, line, column] = /^(\d+)(?::(\d+))?/.exec(after ?? '') ?? [];
  return line === undefined ? undefined : { line: Number(line), column: Number(column ?? 1) };
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
