import { describe, expect, test } from 'vitest';
import { trackedFiles, trackedLines } from './support/tracked-files.js';

/** Joined here, so that this file does not hold what it looks for. */
const join = (...parts: string[]): string => parts.join('');

const checks = [
  {
    what: 'the host of a package registry',
    pattern: new RegExp(
      join('registry\\.np', 'mjs|py', 'pi\\.org|python', 'hosted|artifac', 'tory|--(extra-)?index', '-url'),
    ),
    example: join('https://registry.np', 'mjs.org/zod'),
  },
  {
    what: 'a path of one machine',
    pattern: new RegExp(join('(^|[^\\w.}~-])/(wo', 'rk|ro', 'ot|fa', 'rm|ho', 'me|Us', 'ers)/[A-Za-z0-9.]')),
    example: join('see /ho', 'me/ann/backlot'),
  },
  {
    what: 'a private key',
    // With a body, on the next line or after an escaped line break; code that writes keys holds only the frame.
    pattern: new RegExp(join('-----BEGIN [A-Z ]*PRIV', 'ATE KEY-----(\\\\n[A-Za-z0-9+/]{16}|\\s*$)')),
    example: join('-----BEGIN RSA PRIV', 'ATE KEY-----'),
  },
  {
    what: 'an AWS access key',
    pattern: new RegExp(join('\\b(AK', 'IA|AS', 'IA)(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}\\b')),
    example: join('AK', 'IAQWERTYUIOPASDFGH'),
  },
];

describe('committed text', () => {
  const lines = trackedLines();

  test.each(checks)('does not hold $what', ({ pattern, example }) => {
    expect(example).toMatch(pattern);
    const found = lines.filter(({ text }) => pattern.test(text)).map(({ file, number }) => `${file}:${number}`);
    expect(found).toEqual([]);
  });

  test('is in files with kebab-case names', () => {
    const usual = /^(README|CHANGELOG|CONTRIBUTING|LICENSE)(\.md)?$/;
    const kebab = /^[.a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
    const odd = trackedFiles()
      .map((file) => ({ file, name: file.split('/').at(-1) ?? '' }))
      .filter(({ name }) => !kebab.test(name) && !usual.test(name));
    expect(odd.map(({ file }) => file)).toEqual([]);
  });
});
