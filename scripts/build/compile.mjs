import { runNode } from '../support/run-command.mjs';
import { BuildFailed } from './build-failed.mjs';

/** Compiles everything but the tests into `dist`, incrementally. @throws {BuildFailed} */
export async function compile() {
  const code = await runNode('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.build.json']);
  if (code !== 0) {
    throw new BuildFailed('The build stopped: the compiler found the problems above. Mend them and build again.');
  }
}
