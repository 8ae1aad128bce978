/**
 * Who may import whom. A file belongs to the layer of its first directory. `layers` and `packages` are all that it may
 * import as values; `types` may be imported with `import type` only; `builtins` says whether `node:*` is allowed.
 *
 * A layer that is not listed (tests, benchmarks, scripts) may import anything.
 *
 * @typedef {object} Layer
 * @property {readonly string[]} layers directories or files of the checkout
 * @property {readonly string[]} [types]
 * @property {readonly string[]} [packages] all packages when left out; `@scope/*` stands for a whole scope
 * @property {readonly string[]} [refusedPackages]
 * @property {boolean} builtins
 * @property {string} why told to whoever breaks the rule
 */

const product = ['domain', 'templates', 'workflows', 'activities', 'scrub', 'config', 'workers', 'cli', 'chatops'];
const without = (...names) => product.filter((name) => !names.includes(name));
/** The Temporal packages that only workflow code and the composition may use. */
const temporalRuntime = ['@temporalio/workflow', '@temporalio/worker'];

/** @type {Readonly<Record<string, Layer>>} */
export const layers = {
  domain: {
    layers: [],
    packages: [],
    builtins: false,
    why: 'domain/ is pure: it decides and names, and everything may import it',
  },
  'domain/fleet': {
    layers: ['domain'],
    packages: ['zod', 'cron-parser'],
    builtins: false,
    why: 'domain/fleet is pure: schemas of the fleet directory and nothing else',
  },
  templates: {
    layers: ['domain'],
    packages: [],
    builtins: false,
    why: 'templates/ are pure functions of typed configuration, and only templates/cdktf.ts knows CDKTF',
  },
  'templates/blueprints': {
    layers: ['domain', 'templates'],
    packages: ['zod'],
    builtins: false,
    why: 'blueprints are templates with a schema of their parameters',
  },
  'templates/cdktf.ts': {
    layers: [],
    packages: ['cdktf', 'constructs', '@cdktf/*'],
    builtins: false,
    why: 'templates/cdktf.ts is the one place that knows CDKTF',
  },
  workflows: {
    layers: ['domain'],
    types: ['activities'],
    packages: ['@temporalio/workflow', '@temporalio/common'],
    builtins: false,
    why: 'workflow code is replayed: it may use the workflow SDK, domain/ and the types of activities',
  },
  activities: {
    layers: ['domain', 'templates', 'scrub'],
    refusedPackages: temporalRuntime,
    builtins: true,
    why: 'activities get what they need as dependencies; composition and settings are the business of workers/',
  },
  scrub: {
    layers: ['domain'],
    refusedPackages: [...temporalRuntime, '@temporalio/client'],
    builtins: true,
    why: 'the scrub engine is usable alone',
  },
  config: {
    layers: ['domain', 'templates'],
    builtins: true,
    why: 'config/ reads fleet files and settings and hands out plain values',
  },
  workers: {
    layers: without('workflows', 'cli', 'chatops'),
    types: ['workflows'],
    builtins: true,
    why: 'workers run the prebuilt workflow bundle and know no user interface',
  },
  cli: {
    layers: without('workflows', 'chatops'),
    types: ['workflows'],
    builtins: true,
    why: 'commands start workflows by name, and only cli/commands/sandbox knows the sandbox',
  },
  'cli/commands/sandbox.ts': {
    layers: [...without('workflows', 'chatops'), 'sandbox'],
    types: ['workflows'],
    builtins: true,
    why: 'commands start workflows by name',
  },
  'cli/commands/sandbox': {
    layers: [...without('workflows', 'chatops'), 'sandbox'],
    types: ['workflows'],
    builtins: true,
    why: 'commands start workflows by name',
  },
  chatops: {
    layers: ['domain', 'config'],
    types: ['workflows'],
    builtins: true,
    why: 'chatops is thin: it parses, calls and prints',
  },
  sandbox: {
    layers: ['templates/policies', 'domain/search-attributes.ts'],
    builtins: true,
    why: 'the sandbox stands in for AWS: what it shared with the product would be tested against itself',
  },
};

/**
 * Finds the layer of a file: the longest entry that is the file or one of its directories.
 *
 * @param {string} file relative to the checkout, with forward slashes
 */
export function layerOf(file) {
  const names = Object.keys(layers).filter((name) => isWithin(file, name));
  return names.sort((one, other) => other.length - one.length)[0];
}

/**
 * Tells whether a file is the place itself or lies below it.
 *
 * @param {string} file
 * @param {string} place a directory or file
 */
export function isWithin(file, place) {
  return file === place || file.startsWith(`${place}/`);
}
