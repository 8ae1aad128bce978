import { expect, test } from 'vitest';
import { parseCommand, type LoggedCommand } from '../../bench/terraform/command-log.js';
import { criticalPath } from '../../bench/terraform/critical-path.js';
import type { PhaseMeasure, TerraformMeasures } from '../../bench/terraform/measures.js';
import { residentBytes } from '../../bench/terraform/process-tree.js';
import { renderTerraform } from '../../bench/terraform/render-terraform.js';
import type { StackDeclaration } from '../../domain/stacks/declaration.js';

function stack(name: string, ...after: string[]): StackDeclaration {
  return { name, imports: {}, exports: {}, after };
}

const diamond = [
  stack('edge', 'app'),
  stack('app', 'subnets', 'groups', 'keys'),
  stack('groups', 'network'),
  stack('subnets', 'network', 'elsewhere'),
  stack('network'),
  stack('keys'),
  stack('alone'),
];

test.each([
  ['the longer side of the diamond', { groups: 3 }, ['network', 'groups', 'app', 'edge'], 6],
  ['the other side', { subnets: 3 }, ['network', 'subnets', 'app', 'edge'], 6],
  ['what stands on nothing', { keys: 5 }, ['keys', 'app', 'edge'], 7],
  ['a stack that stands alone', { alone: 9 }, ['alone'], 9],
])('the critical path is %s', (_, ms, stacks, sum) => {
  const one = Object.fromEntries(diamond.map(({ name }) => [name, 1]));
  expect(criticalPath(diamond, { ...one, ...ms })).toEqual({ stacks, ms: sum });
});

test('no stacks have no path', () => {
  expect(criticalPath([], {})).toEqual({ stacks: [], ms: 0 });
});

test('a command is read with the times of all its processes', () => {
  const text = 'plan 1700000000.250000000 1700000012.500000000\n0m0.01s 0m0.02s\n1m2.50s 0m0.47s\n';
  const [begunAt, endedAt] = [1_700_000_000_250, 1_700_000_012_500];
  expect(parseCommand(text)).toEqual({ command: 'plan', begunAt, endedAt, processorMs: 63_000 });
});

test('memory is that of a process and of what descends from it', () => {
  const processes = new Map([
    [1, { parent: 0, residentBytes: 1000 }],
    [10, { parent: 1, residentBytes: 100 }],
    [11, { parent: 10, residentBytes: 10 }],
    [12, { parent: 11, residentBytes: 1 }],
    [20, { parent: 1, residentBytes: 5000 }],
  ]);
  expect(residentBytes(10, processes)).toBe(111);
});

/** Commands that take a second longer each. */
function commands(...names: readonly string[]): LoggedCommand[] {
  return names.map((command, index) => ({ command, begunAt: 0, endedAt: 1000 * (index + 1), processorMs: 500 }));
}

function measure(seconds: number, ...names: readonly string[]): PhaseMeasure {
  return {
    wallMs: seconds * 1000,
    processorMs: seconds * 2000,
    peakMemory: 800 * 2 ** 20,
    commands: commands(...names),
  };
}

function measures(firstApply: number, noOp: number): TerraformMeasures {
  const critical = { stacks: ['network', 'app'], ms: 60_000 };
  const plain = { ...measure(100, 'init', 'plan', 'apply', 'plan'), critical };
  const own = measure(50, 'plan');
  return {
    plain: { 'first apply': plain, 'no-op': plain, 'one change': plain, destroy: plain },
    ours: { 'first apply': measure(firstApply), 'no-op': measure(noOp), 'one change': own, destroy: own },
    machine: 'a machine',
    load: [0.5, 2],
  };
}

test('measures are tables in Markdown', () => {
  const lines = renderTerraform(measures(66, 5)).split('\n');
  expect(lines.slice(0, 8)).toEqual([
    'a machine; load 0.5 before, 2.0 after',
    '',
    '| phase | with | wall | processor | memory, peak | commands | ÷ loop | ÷ critical path |',
    '| --- | --- | ---: | ---: | ---: | --- | ---: | ---: |',
    '| first apply | loop | 100.0 s | 200.0 s | 800 MB | 4: 1 apply, 1 init, 2 plan | 1.00 | 1.67 |',
    '| first apply | Backlot | 66.0 s | 132.0 s | 800 MB | 0 | 0.66 | 1.10 |',
    '| no-op | loop | 100.0 s | 200.0 s | 800 MB | 4: 1 apply, 1 init, 2 plan | 1.00 | 1.67 |',
    '| no-op | Backlot | 5.0 s | 10.0 s | 800 MB | 0 | 0.05 | 0.08 |',
  ]);
  expect(lines.slice(12, 20)).toEqual([
    '',
    '| command | with | count | mean wall | mean processor |',
    '| --- | --- | ---: | ---: | ---: |',
    '| apply | loop | 4 | 3.0 s | 0.5 s |',
    '| init | loop | 4 | 1.0 s | 0.5 s |',
    '| plan | loop | 8 | 3.0 s | 0.5 s |',
    '| plan | Backlot | 2 | 1.0 s | 0.5 s |',
    '',
  ]);
});

test.each([
  [66, 5, 'holds', 'holds'],
  [67, 5, 'does not hold', 'holds'],
  [66, 6, 'holds', 'does not hold'],
])('a first apply of %i s and a no-op of %i s: the one %s, the other %s', (firstApply, noOp, first, second) => {
  expect(renderTerraform(measures(firstApply, noOp)).split('\n').slice(-2)).toEqual([
    'Critical path of the first apply: network → app, 60.0 s.',
    `Goals: first apply within 1.1 × the critical path: ${first}; no-op within 5 s: ${second}.`,
  ]);
});
