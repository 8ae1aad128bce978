import { expect, test, vi } from 'vitest';
import { backlotHere } from '../support/backlot-here.js';
import { countConnections } from './support/connection-counter.js';

// The first one loads all that the commands bring with them.
vi.setConfig({ testTimeout: 120_000 });
const temporal = countConnections();

test.each<[string[], number, RegExp]>([
  [['spawn', 'qa2'], 2, /^error InvalidInput: .*nothing was started\. Did you mean qa1\?/],
  [['spawn', 'qa1', '--on-busy', 'hope'], 2, /on-busy/],
  [['reject', 'qa1'], 2, /--reason/],
  [['extend', 'qa1'], 2, /--by/],
  [['extend', 'qa1', '--by', 'soon'], 2, /duration/],
  [['destroy', 'qa1', '--yes-destroy', 'qa1'], 2, /goes with --digest, so nothing was started.*backlot destroy qa1/],
  [['destroy', 'qa1', '--digest', 'aa', '--yes-destroy', 'qa2'], 1, /GuardRefused: "qa2" is not qa1/],
  [['destroy', 'qa1', '--digest', 'aa'], 2, /nobody is there to type the name\. Give it: --yes-destroy qa1/],
  [['retire', '123456789012'], 2, /was not closed: .*cannot be undone\. Give --yes-close 123456789012 if you are sure/],
  [['retire', '123456789012', '--yes-close', '123456789013'], 2, /twice alike/],
  [['retire', 'qa1', '--yes-close', 'qa1'], 2, /needs the number of an account/],
])('%j is refused, and starts nothing', async (args, code, words) => {
  const ended = await backlotHere(args, { TEMPORAL_ADDRESS: temporal.address(), BACKLOT_FLEET: 'examples/acme' });
  expect(ended.stderr).toMatch(words);
  expect(ended).toMatchObject({ code, stdout: '' });
  expect(temporal.connections()).toBe(0);
});
