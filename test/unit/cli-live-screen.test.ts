import { expect, test } from 'vitest';
import type { LiveRow, LiveView } from '../../cli/operations/live/live-view.js';
import { renderView } from '../../cli/operations/live/render-view.js';
import { screenFor } from '../../cli/operations/live/screen.js';
import { liveViewSince } from './support/live-view.js';
import { Terminal } from './support/terminal.js';

const startedAt = Date.parse('2026-11-21T03:00:00Z');

const began = liveViewSince(startedAt);
const view: typeof began = (rows, more) => began(rows, { endedAt: startedAt + 60_000, ...more });

const scrubbing: LiveRow = {
  name: 'users',
  state: 'sanitising',
  step: 'scrub',
  scrub: {
    phase: 'rewrite',
    table: 'app.a_table_with_a_long_name_that_no_narrow_terminal_holds',
    tablesDone: 3,
    tablesTotal: 12,
    rowsDone: 1_200_000,
    rowsTotal: 4_000_000,
    bytesDone: 100_000_000,
    bytesTotal: 400_000_000,
    startedAt,
  },
};

const failed: LiveRow = {
  name: 'orders',
  state: 'failed',
  detail: 'RuleMissing: 2 parts of the schema have no rule. Add:\nscrub:\n  databases:\n    orders:\n\t- a\r\n',
};

const many: LiveRow[] = Array.from({ length: 200 }, (_, at) => ({
  name: `db-${at}`,
  state: at % 2 === 0 ? 'ready' : 'waiting',
}));

const looks: readonly LiveView[] = [
  view([{ name: 'users', state: 'waiting' }], { notes: ['The cutover waits for a person: backlot approve qa1'] }),
  view([scrubbing, failed, { name: 'messages', state: 'waiting' }], { notes: ['n'.repeat(200)] }),
  view([...many, scrubbing, failed]),
  view([scrubbing]),
  view([failed], { status: 'failed' }),
];

test.each([
  [80, 24],
  [120, 50],
  [20, 5],
])('on a terminal of %d columns and %d rows every look takes the place of the one before', (columns, rows) => {
  const terminal = new Terminal(columns, rows);
  terminal.write('$ backlot watch\n');
  const show = screenFor(terminal);
  for (const look of looks) {
    show(look, undefined);
    const [command, ...shown] = terminal.history;
    expect(command).toBe('$ backlot watch');
    expect(shown.at(-1)).toBe('');
    expect(shown.length).toBeLessThanOrEqual(rows);
    const whole = renderView(look, Date.now(), rows - 1).slice(0, rows - 1);
    expect(shown.slice(0, -1).map((line) => line.replace(/…$/, ''))).toEqual(
      whole.map((line, at) => line.slice(0, shown[at]?.replace(/…$/, '').length)),
    );
    expect(shown[0]).toMatch(/^refresh\/qa1 · gen/);
  }
});

test('a terminal that has become narrower keeps nothing of the look before', () => {
  const written: string[] = [];
  const output = { isTTY: true, columns: 120, rows: 24, write: (text: string) => written.push(text) };
  const show = screenFor(output);
  const wide = view([{ name: 'users', state: 'failed', detail: 'x'.repeat(100) }]);
  show(wide, undefined);
  output.columns = 60;
  show(wide, wide);
  // The headline of 63 characters and the row of 117 take two rows each now.
  expect(written[1]).toMatch(/^\u001B\[5A\u001B\[0J/);
});

test('of many databases those are shown where something happens; the others are counted', () => {
  expect(renderView(view([...many, scrubbing, failed]), startedAt, 6)).toEqual([
    expect.stringContaining('refresh/qa1'),
    '',
    expect.stringMatching(/^db-0 +ready/),
    expect.stringMatching(/^users +sanitising/),
    expect.stringMatching(/^orders +failed/),
    '… 199 more: 100 waiting, 99 ready',
  ]);
});
