import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandList } from '../../cli/command-list.js';
import { trackedFiles } from './support/tracked-files.js';

const read = (file: string): string => readFileSync(file, 'utf8');

/** The section of a heading, up to the next heading of its level. */
const section = (text: string, heading: string): string | undefined =>
  text.split(/^(?=## )/m).find((part) => part.startsWith(`## ${heading}\n`));

const commands = commandList.map(({ name }) => name);

describe('documents', () => {
  test('the change log says what the next release brings', () => {
    const unreleased = section(read('CHANGELOG.md'), '[Unreleased]');
    expect(unreleased).toMatch(/^- \S/m);
  });

  test('the README starts with the two commands', () => {
    expect(read('README.md')).toContain('npm ci && npm run demo');
    expect(read('README.md')).toContain('npm ci && npm test');
  });

  test('the README names every command', () => {
    const listed = section(read('README.md'), 'Commands') ?? '';
    expect(commands.filter((command) => !listed.includes(`\`backlot ${command}`))).toEqual([]);
  });

  test('the README and CONTRIBUTING name only scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = ['README.md', 'CONTRIBUTING.md']
      .flatMap((file) => [...read(file).matchAll(/npm run ([a-z:]+)/g)])
      .map(([, script]) => script ?? '');
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  test('links between documents lead somewhere', () => {
    const broken = trackedFiles()
      .filter((file) => file.endsWith('.md'))
      .flatMap((file) =>
        [...read(file).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)].map(([, target]) => ({
          file,
          target: path.join(path.dirname(file), target ?? ''),
        })),
      )
      .filter(({ target }) => !existsSync(target));
    expect(broken).toEqual([]);
  });

  test('decisions are numbered without a gap and have their parts', () => {
    const decisions = readdirSync('docs/adr').sort();
    expect(decisions.map((file) => Number(file.slice(0, 4)))).toEqual(decisions.map((_, index) => index + 1));
    for (const file of decisions) {
      const text = read(path.join('docs/adr', file));
      expect(text, file).toMatch(/^## Context$[^]*^## Decision$[^]*^## Consequences$/m);
    }
  });
});
