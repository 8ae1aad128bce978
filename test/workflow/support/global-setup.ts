import type {} from 'vitest';
import { shareBetweenProjects } from '../../support/share-between-projects.js';
import { startTemporalServer, type TemporalServer } from './temporal-server.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The run's own Temporal dev server; every test uses a task queue and workflow ids of its own. */
    readonly temporal: { readonly address: string; readonly namespace: string };
  }
}

/** One Temporal dev server for the workflow and replay tests of a run. */
export const { setup, teardown } = shareBetweenProjects('temporal', () => {
  let server: TemporalServer | undefined;
  return Promise.resolve({
    async setup(project) {
      server = await startTemporalServer();
      project.provide('temporal', { address: server.address, namespace: server.namespace });
    },
    async teardown() {
      await server?.stop();
    },
  });
});
