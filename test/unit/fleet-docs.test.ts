import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { fileSchemas, isFileKind } from '../../config/json-schema.js';
import { keyTables, renderKeyTable } from '../../config/key-table.js';
import { settingsSchema } from '../../config/settings-schema.js';
import { problemCodes } from '../../domain/fleet/problem-codes.js';

const reference = await readFile('docs/fleet.md', 'utf8');

describe('docs/fleet.md', () => {
  test.each(Object.keys(fileSchemas).filter(isFileKind))('has the keys of %s files as the schema has them', (kind) => {
    for (const table of keyTables(kind)) {
      expect(reference, `backlot schema ${kind} --markdown prints the tables anew`).toContain(renderKeyTable(table));
    }
  });

  test('says what every key is for', () => {
    const tables = Object.keys(fileSchemas).filter(isFileKind).flatMap(keyTables);
    const silent = tables.flat().filter(({ meaning, form }) => meaning === '' && !form.includes('a mapping'));
    expect(silent.map(({ key }) => key)).toEqual([]);
  });

  test.each(problemCodes)('knows the problem code %s', (code) => expect(reference).toContain(`\`${code}\``));

  test.each(Object.keys(settingsSchema.shape))('knows the setting %s', (name) =>
    expect(reference).toContain(`| \`${name}\` |`),
  );
});
