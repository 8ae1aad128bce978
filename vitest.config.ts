import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

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

/** From the kind that takes longest to the one that takes shortest. */
const order = ['crash', 'terraform', 'laws', 'integration', 'workflow', 'replay', 'unit'];

/** Begins with what takes longest, so that no processor is idle while the last of them ends. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project }: TestSpecification) => order.indexOf(project.name);
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
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
    // One more than there are processors: tests wait much of their time, for databases that start and for timers.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    allowOnly: false,
    teardownTimeout: 30 * seconds,
    projects: [
      project('unit', 20 * seconds),
      project('workflow', 60 * seconds, temporal),
      project('replay', 60 * seconds, temporal),
      project('integration', 120 * seconds, sandbox),
      project('laws', 300 * seconds, sandbox),
      project('terraform', 900 * seconds, sandbox),
      project('crash', 10_800 * seconds, sandbox),
    ],
  },
});
