import { build } from './build/build.mjs';
import { main } from './support/main.mjs';
import { requireNode, requirePython } from './support/prerequisites.mjs';
import { runNode } from './support/run-command.mjs';

await main(async () => {
  requireNode();
  requirePython();
  await build((line) => console.error(line));
  return runNode('dist/bench/main.js', process.argv.slice(2));
});
