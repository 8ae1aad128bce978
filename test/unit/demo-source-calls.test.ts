import { expect, test } from 'vitest';
import { judgeCalls, type SourceCall } from '../../sandbox/demo/source-calls.js';

const describeCopy: SourceCall = { action: 'DescribeDBSnapshots', mutating: false, result: 'ok' };
const copy: SourceCall = {
  action: 'CopyDBSnapshot',
  mutating: true,
  resource: 'arn:aws:rds:us-east-1:222222222222:snapshot:backlot-users-1-copy',
  result: 'ok',
};

test('reads and changes of own copies pass', () => {
  expect(judgeCalls([describeCopy, copy])).toEqual({ refused: [], foreign: [] });
});

test('a look-up that finds nothing is not a refusal', () => {
  expect(judgeCalls([{ ...describeCopy, result: 'DBSnapshotNotFound' }]).refused).toEqual([]);
});

test('a denied call is a refusal', () => {
  const denied = { ...describeCopy, result: 'AccessDenied' };
  expect(judgeCalls([denied, copy]).refused).toEqual([denied]);
});

test('a change of a thing that is not ours, or of nothing named, is foreign', () => {
  const backup = { ...copy, action: 'DeleteDBSnapshot', resource: 'rds:prod-users-2026-11-20' };
  const { resource: _, ...nameless } = copy;
  expect(judgeCalls([backup, nameless]).foreign).toEqual([backup, nameless]);
});
