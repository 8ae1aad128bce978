import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from './build/build.mjs';
import { main } from './support/main.mjs';
import { requireNode, requirePython } from './support/prerequisites.mjs';
import { reportError } from './support/report-error.mjs';
import { runNode } from './support/run-command.mjs';
import { ensureSandboxPrograms } from './support/sandbox-programs.mjs';
import { parseArguments } from './test/arguments.mjs';
import { countTests } from './test/count.mjs';

const say = (line) => console.log(line);

async function runVitest(projects, rest) {
  const directory = mkdtempSync(path.join(tmpdir(), 'backlot-tests-'));
  const file = path.join(directory, 'report.json');
  const selection = projects.flatMap((project) => ['--project', project]);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  try {
    const exitCode = await runNode('node_modules/vitest/vitest.mjs', ['run', ...selection, ...reporters, ...rest]);
    return { exitCode, report: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Builds and installs what the tests start, then runs them. What stops this early counts as one failure. */
async function runTests({ projects, rest, settings, narrowed, programs }) {
  try {
    requireNode();
    Object.assign(process.env, settings);
    if (programs) {
      requirePython();
      await build(say);
      await ensureSandboxPrograms(say);
    }
    return countTests({ ...(await runVitest(projects, rest)), narrowed });
  } catch (error) {
    reportError(error);
    return { passed: 0, failed: 1 };
  }
}

await main(async () => {
  const { passed, failed } = await runTests(parseArguments(process.argv.slice(2)));
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
