import { build } from './build/build.mjs';
import { main } from './support/main.mjs';
import { requireNode } from './support/prerequisites.mjs';

await main(async () => {
  requireNode();
  await build((line) => console.log(line));
});
