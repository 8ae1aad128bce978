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
    ],
  },
});
