import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const seconds = 1_000;

/** One kind of tests: everything below `test/<name>/`, with the set-up files that exist. */
function project(name: string, timeout: number, globalSetup: readonly string[] = []) {
  return {
    extends: true as const,
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      testTimeout: timeout,
      hookTimeout: Math.max(timeout, 60 * seconds),
      globalSetup: globalSetup.filter((file) => existsSync(file)),
    },
  };
}

const temporal = ['test/workflow/support/global-setup.ts'];
const sandbox = ['test/support/shared-sandbox.ts'];

export default defineConfig({
  // What a fleet's own blueprints import is the source here, and `dist` in an installed package.
  resolve: {
    alias: [{ find: /^backlot\/templates\/(.*)\.js$/, replacement: `${import.meta.dirname}/templates/$1.ts` }],
  },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    allowOnly: false,
    teardownTimeout: 30 * seconds,
    projects: [
      project('unit', 20 * seconds),
      project('workflow', 60 * seconds, temporal),
      project('replay', 60 * seconds, temporal),
      project('integration', 120 * seconds, sandbox),
      project('laws', 300 * seconds, sandbox),
      project('terraform', 900 * seconds, sandbox),
      project('crash', 7_200 * seconds, sandbox),
    ],
  },
});
