import { expect, test } from 'vitest';
import { deleteUnlessGone } from '../../activities/databases/delete-unless-gone.js';

function refusal(name: string): Error {
  return Object.assign(new Error(name), { name, $metadata: {} });
}

test.each([
  ['DBSnapshotNotFoundFault', true, 'done'],
  ['AccessDenied', false, 'done'],
  ['AccessDenied', true, 'AccessDenied'],
  ['Throttling', false, 'Throttling'],
])('a deletion that AWS answers with %s, of something that is there: %s', async (name, there, outcome) => {
  const deletion = deleteUnlessGone(
    () => Promise.reject(refusal(name)),
    () => Promise.resolve(there),
  );
  const ended = await deletion.then(
    () => 'done',
    (error: unknown) => (error as Error).name,
  );
  expect(ended).toBe(outcome);
});
