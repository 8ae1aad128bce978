import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { expect, test } from 'vitest';
import { operationIsOpen } from '../../activities/sweep/open-operations.js';
import { tagsOf } from '../../domain/tags.js';

/** A server in which no workflow was ever started. */
const temporal = {
  options: { namespace: 'ours' },
  workflow: {
    getHandle: (workflowId: string) => ({
      describe: () => Promise.reject(new WorkflowNotFoundError('not found', workflowId, undefined)),
    }),
  },
} as unknown as Client;

test.each([
  { what: 'an operation that nobody knows has ended', tags: { namespace: 'ours' }, open: false },
  { what: 'so has one from before namespaces were told', tags: {}, open: false },
  { what: 'one of another installation is not ours to judge', tags: { namespace: 'theirs' }, open: true },
])('$what', async ({ tags, open }) => {
  const made = tagsOf({ kind: 'raw-copy', operation: 'a1b2c3d4', workflow: 'sanitize/users', ...tags });
  expect(await operationIsOpen(temporal, made)).toBe(open);
});
