import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { brokenRules } from './support/lint.js';

const typedHost = 'domain/errors.ts';

const typed = [
  {
    rule: '@typescript-eslint/no-floating-promises',
    bad: 'export function run(work: () => Promise<void>): void { work(); }',
    good: 'export async function run(work: () => Promise<void>): Promise<void> { await work(); }',
  },
  {
    rule: '@typescript-eslint/no-misused-promises',
    bad: 'export function run(ready: () => Promise<boolean>): number { return ready() ? 1 : 2; }',
    good: 'export async function run(ready: () => Promise<boolean>): Promise<number> { return (await ready()) ? 1 : 2; }',
  },
  {
    rule: '@typescript-eslint/consistent-type-imports',
    bad: "import { Duration } from './duration.js'; export type Limit = Duration;",
    good: "import type { Duration } from './duration.js'; export type Limit = Duration;",
  },
  {
    rule: '@typescript-eslint/no-explicit-any',
    bad: 'export const first = (list: any[]): number => list.length;',
    good: 'export const first = (list: unknown[]): number => list.length;',
  },
  {
    rule: '@typescript-eslint/no-unsafe-return',
    bad: 'export const read = (text: string): number => JSON.parse(text);',
    good: 'export const read = (text: string): number => Number(JSON.parse(text));',
  },
  {
    rule: '@typescript-eslint/switch-exhaustiveness-check',
    bad: "export function f(x: 'a' | 'b'): void { switch (x) { case 'a': return; } }",
    good: "export function f(x: 'a' | 'b'): void { switch (x) { case 'a': return; case 'b': return; } }",
  },
] as const;

const untyped = [
  {
    rule: '@typescript-eslint/ban-ts-comment',
    path: 'domain/x.ts',
    bad: '// @ts-ignore\nexport const one = 1;',
    good: '// An ordinary comment.\nexport const one = 1;',
  },
  {
    rule: 'max-lines',
    path: 'domain/x.ts',
    bad: `export const one = 1;\n${'// words\n'.repeat(400)}`,
    good: `export const one = 1;\n${'// words\n'.repeat(300)}`,
  },
  {
    rule: 'no-console',
    path: 'activities/x.ts',
    bad: "console.log('x');",
    good: "export const one = 'x';",
  },
  {
    rule: 'house/no-barrel',
    path: 'domain/x.ts',
    bad: "export { errorCodes } from './errors.js';",
    good: 'export const one = 1;',
  },
  {
    rule: 'house/no-barrel',
    path: 'workflows/refresh/index.ts',
    bad: "export * from './errors.js';\nexport const one = 1;",
    good: "import { one } from './errors.js';\nexport const two = one;",
  },
  {
    rule: 'import-x/no-cycle',
    path: 'test/unit/fixtures/import-cycle/first.ts',
    bad: "import { second } from './second.js';\nexport const first = (): number => second();",
    good: 'export const first = (): number => 1;',
  },
] as const;

const syntax = [
  { what: 'an enum', path: 'config/x.ts', bad: 'export enum Color { Red }', good: "export const color = 'red';" },
  {
    what: 'the clock in domain code',
    path: 'domain/x.ts',
    bad: 'export const now = (): number => Date.now();',
    good: 'export const later = (now: number): number => now + 1;',
  },
  {
    what: 'a new date in domain code',
    path: 'domain/x.ts',
    bad: 'export const now = (): Date => new Date();',
    good: 'export const at = (time: number): Date => new Date(time);',
  },
  {
    what: 'a random id in a workflow',
    path: 'workflows/x.ts',
    bad: "import { uuid4 } from '@temporalio/workflow';\nexport const id = (): string => uuid4();",
    good: "import { workflowInfo } from '@temporalio/workflow';\nexport const id = (): string => workflowInfo().runId;",
  },
  {
    what: 'dice in a template',
    path: 'templates/x.ts',
    bad: 'export const suffix = (): number => Math.random();',
    good: 'export const suffix = (): number => Math.floor(1.5);',
  },
  {
    what: 'the environment in an activity',
    path: 'activities/x.ts',
    bad: 'export const home = (): string => process.env.HOME ?? "";',
    good: 'export const home = (settings: { home: string }): string => settings.home;',
  },
  {
    what: 'the environment by way of the process module',
    path: 'cli/x.ts',
    bad: "import { env } from 'node:process';\nexport const home = (): unknown => env.HOME;",
    good: "import { join } from 'node:path';\nexport const home = (): string => join('a', 'b');",
  },
  {
    what: 'a blocking child process in an activity',
    path: 'activities/x.ts',
    bad: "import { execFileSync } from 'node:child_process';\nexport const run = (): unknown => execFileSync('ls');",
    good: "import { spawn } from 'node:child_process';\nexport const run = (): unknown => spawn('ls');",
  },
  {
    what: 'a skipped test',
    path: 'test/unit/x.test.ts',
    bad: "test.skip('x', () => {});",
    good: "test('x', () => {});",
  },
] as const;

describe.concurrent('lint', { timeout: 120_000 }, () => {
  test.each(typed)('$rule fires on bad code and leaves good code alone', async ({ rule, bad, good }) => {
    const options = { path: typedHost, types: true };
    expect(await brokenRules(bad, options)).toContain(rule);
    expect(await brokenRules(good, options)).toEqual([]);
  });

  test.each(untyped)('$rule fires in $path and leaves good code alone', async ({ rule, path, bad, good }) => {
    expect(await brokenRules(bad, { path, types: false })).toEqual([rule]);
    expect(await brokenRules(good, { path, types: false })).toEqual([]);
  });

  test.each(syntax)('$what is refused in $path', async ({ path, bad, good }) => {
    expect(await brokenRules(bad, { path, types: false })).toEqual(['no-restricted-syntax']);
    expect(await brokenRules(good, { path, types: false })).toEqual([]);
  });

  test('config/ may read the environment, workflows the clock, and the index files may re-export', async () => {
    const clock = 'export const now = (): number => Date.now();';
    expect(await brokenRules(clock, { path: 'workflows/x.ts', types: false })).toEqual([]);
    const environment = "export const home = (): string => process.env.HOME ?? '';";
    expect(await brokenRules(environment, { path: 'config/x.ts', types: false })).toEqual([]);
    const list = "export { refreshEnvironment } from './refresh-environment.js';";
    expect(await brokenRules(list, { path: 'workflows/index.ts', types: false })).toEqual([]);
  });

  test('a whole file of the project passes with types', async () => {
    expect(await brokenRules(await readFile(typedHost, 'utf8'), { path: typedHost, types: true })).toEqual([]);
  });
});
