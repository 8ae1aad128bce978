import { existsSync } from 'node:fs';
import { type GlobalSetup, shareBetweenProjects } from './share-between-projects.js';

const file = new URL('../integration/support/global-setup.ts', import.meta.url);

/** One sandbox for the integration tests and the laws of a run: starting and seeding it is the slowest step of all. */
export const { setup, teardown } = shareBetweenProjects('sandbox', async () => {
  if (!existsSync(file)) return { setup: async () => {}, teardown: async () => {} };
  return (await import(file.href)) as GlobalSetup;
});
