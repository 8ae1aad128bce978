import { describe, expect, test } from 'vitest';

interface Run {
  readonly report?: object;
  readonly exitCode: number;
  readonly narrowed: boolean;
}

interface Parsed {
  readonly projects: readonly string[];
  readonly rest: readonly string[];
  readonly narrowed: boolean;
  readonly programs: boolean;
}

const load = async <T>(file: string): Promise<T> =>
  (await import(new URL(`../../scripts/${file}`, import.meta.url).href)) as T;

const { countTests } = await load<{ countTests: (run: Run) => object }>('test/count.mjs');
const { parseArguments } = await load<{ parseArguments: (args: readonly string[]) => Parsed }>('test/arguments.mjs');
const { requireNode, requirePython } = await load<{
  requireNode: (version?: string) => void;
  requirePython: (candidates?: readonly string[], environment?: Record<string, string>) => void;
}>('support/prerequisites.mjs');

const whole = { exitCode: 0, narrowed: false };
const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});

describe('the count of a test run', () => {
  test.each([
    { what: 'all passed', run: { report: { numPassedTests: 3 }, ...whole }, count: { passed: 3, failed: 0 } },
    {
      what: 'one failed',
      run: {
        report: { numPassedTests: 2, numFailedTests: 1, testResults: [file('failed', 'passed', 'failed')] },
        exitCode: 1,
        narrowed: false,
      },
      count: { passed: 2, failed: 1 },
    },
    {
      what: 'a file that cannot be loaded',
      run: { report: { numPassedTests: 2, testResults: [file('failed')] }, exitCode: 1, narrowed: false },
      count: { passed: 2, failed: 1 },
    },
    {
      what: 'a skipped test',
      run: { report: { numPassedTests: 2, numPendingTests: 1 }, ...whole },
      count: { passed: 2, failed: 1 },
    },
    {
      what: 'tests left out by name',
      run: { report: { numPassedTests: 2, numPendingTests: 5 }, exitCode: 0, narrowed: true },
      count: { passed: 2, failed: 0 },
    },
    {
      what: 'an error outside of tests',
      run: { report: { numPassedTests: 2 }, exitCode: 1, narrowed: false },
      count: { passed: 2, failed: 1 },
    },
    { what: 'no test at all', run: { report: {}, ...whole }, count: { passed: 0, failed: 1 } },
    { what: 'no report', run: { exitCode: 137, narrowed: false }, count: { passed: 0, failed: 1 } },
  ])('$what', ({ run, count }) => {
    expect(countTests(run)).toEqual(count);
  });
});

describe('the arguments of the test script', () => {
  test('nothing means every kind of test', () => {
    expect(parseArguments([])).toMatchObject({
      projects: ['unit', 'workflow', 'replay', 'integration', 'laws'],
      rest: [],
      programs: true,
    });
  });

  test('unit tests need no servers, and further arguments go on', () => {
    const parsed = parseArguments(['unit', 'scrub', '-t', 'email']);
    expect(parsed).toEqual({
      projects: ['unit'],
      rest: ['scrub', '-t', 'email'],
      settings: {},
      narrowed: true,
      programs: false,
    });
  });

  test('a crash to be repeated is told to the tests, not to vitest', () => {
    const parsed = parseArguments(['crash', '--point', 'sweep/findLeftovers-1/before', '--seed', '7', 'every']);
    expect(parsed).toMatchObject({
      projects: ['crash'],
      rest: ['every'],
      settings: { BACKLOT_TEST_POINT: 'sweep/findLeftovers-1/before', BACKLOT_TEST_SEED: '7' },
    });
  });
});

describe('prerequisites', () => {
  test.each(['18.20.4', '20.3.1', '20.18.9'])('Node.js %s is named as too old', (version) => {
    expect(() => requireNode(version)).toThrow(/Node\.js 20\.19 or newer is missing/);
  });

  test.each(['20.19.0', '22.12.0'])('Node.js %s is good', (version) => {
    expect(() => requireNode(version)).not.toThrow();
  });

  test.each([
    { what: 'that is not there', candidates: ['python3-that-nobody-has'] },
    { what: 'that is too old or has no venv module', candidates: ['false'] },
  ])('a Python $what is named', ({ candidates }) => {
    expect(() => requirePython(candidates, {})).toThrow(/Python 3\.10 or newer with its venv module is missing/);
  });

  test('any Python that works is good, and none is needed where the servers are there', () => {
    expect(() => requirePython(['false', 'true'], {})).not.toThrow();
    expect(() => requirePython(['false'], { BACKLOT_SANDBOX_VENV: 'venv' })).not.toThrow();
  });
});
