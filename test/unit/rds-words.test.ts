import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { renderSettings } from '../../sandbox/postgres/settings.js';
import { applyFilters } from '../../sandbox/rds/filters.js';
import { checkTags, Input } from '../../sandbox/rds/input.js';
import { mergeChanges } from '../../sandbox/rds/modify-lifecycle.js';
import { arn, checkIdentifier, endpointName, newResourceId, parseArn } from '../../sandbox/rds/names.js';
import { page } from '../../sandbox/rds/paging.js';
import { ParameterFamily } from '../../sandbox/rds/parameters.js';

const place = { accountId: '222222222222', region: 'us-east-1' };

describe('names', () => {
  it('reads the ARNs that it writes, and nothing else', () => {
    expect(parseArn(arn(place, 'snapshot', 'rds:db-2026-11-21-03-00'))).toEqual({
      ...place,
      kind: 'snapshot',
      name: 'rds:db-2026-11-21-03-00',
    });
    expect(parseArn('users')).toBeUndefined();
    expect(parseArn('arn:aws:kms:us-east-1:222222222222:key/1')).toBeUndefined();
  });

  it('gives the endpoints of one account and region one middle part, and of others another', () => {
    const middle = (where: typeof place, name: string) => endpointName(where, name).split('.')[1];
    expect(middle(place, 'a')).toBe(middle(place, 'b'));
    expect(middle(place, 'a')).not.toBe(middle({ ...place, accountId: '333333333333' }, 'a'));
    expect(middle(place, 'a')).not.toBe(middle({ ...place, region: 'eu-west-1' }, 'a'));
  });

  it('never gives a resource id twice', () => {
    const ids = new Set(Array.from({ length: 1000 }, newResourceId));
    expect(ids.size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^db-[A-Z2-7]{26}$/);
  });

  it.each(['1st', 'two--hyphens', 'end-', 'under_score', 'a'.repeat(64), 'rds:x', ''])('refuses %j', (name) => {
    expect(() => checkIdentifier('X', name, 63)).toThrow('not a valid identifier');
  });

  it('keeps identifiers in lower case', () => {
    expect(checkIdentifier('X', 'Prod-Users-1', 63)).toBe('prod-users-1');
  });
});

describe('page', () => {
  it('gives every item once, whatever the size of the pages and the order of the list', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { maxLength: 150 }),
        fc.integer({ min: 20, max: 100 }),
        (names, size) => {
          const seen: string[] = [];
          let marker: string | undefined;
          do {
            const input = new Input({ MaxRecords: size, ...(marker === undefined ? {} : { Marker: marker }) });
            const result = page(input, names, (name) => name);
            expect(result.items.length).toBeLessThanOrEqual(size);
            seen.push(...result.items);
            marker = result.marker;
          } while (marker !== undefined);
          expect([...seen].sort()).toEqual([...names].sort());
        },
      ),
    );
  });

  it('loses nothing when an item of an earlier page goes away', () => {
    const names = Array.from({ length: 30 }, (_, n) => `n${String(n).padStart(2, '0')}`);
    const start = page(new Input({ MaxRecords: 20 }), names, (name) => name);
    const rest = page(new Input({ MaxRecords: 20, Marker: start.marker }), names.slice(5), (name) => name);
    expect(rest.items).toEqual(names.slice(20));
  });

  it('refuses a marker that it did not give', () => {
    expect(() => page(new Input({ Marker: 'x' }), ['a'], (name) => name)).toThrow('Marker');
  });
});

describe('applyFilters', () => {
  const items = [
    { name: 'a', kind: 'x' },
    { name: 'b', kind: 'y' },
    { name: 'c', kind: 'y' },
  ];
  const known = { name: ({ name }: { name: string }) => [name], kind: ({ kind }: { kind: string }) => [kind] };

  it('takes one value of each filter', () => {
    const input = new Input({
      Filters: [
        { Name: 'kind', Values: ['Y'] },
        { Name: 'name', Values: ['a', 'b'] },
      ],
    });
    expect(applyFilters(input, items, known)).toEqual([items[1]]);
  });
});

describe('Input', () => {
  it('reads numbers and booleans from their text forms, as they come over the wire', () => {
    const input = new Input({ A: '20', B: 20, C: 'True', D: false, E: '' });
    expect([input.integer('A'), input.integer('B'), input.flag('C'), input.flag('D'), input.text('E')]).toEqual([
      20,
      20,
      true,
      false,
      undefined,
    ]);
    expect(() => input.integer('C')).toThrow('integer');
    expect(() => input.flag('A')).toThrow('true or false');
    expect(() => input.requiredText('E')).toThrow('must contain');
  });

  it('lets the later of two tags of one key win and refuses more than fifty', () => {
    expect(
      checkTags([
        { Key: 'a', Value: '1' },
        { Key: 'a', Value: '2' },
      ]),
    ).toEqual([{ Key: 'a', Value: '2' }]);
    const many = Array.from({ length: 51 }, (_, n) => ({ Key: String(n), Value: '' }));
    expect(() => checkTags(many)).toThrow('50');
  });
});

describe('mergeChanges', () => {
  it('keeps both kinds of changes and lets the later value win', () => {
    const merged = mergeChanges(
      { masterPassword: 'first', settings: { port: 5433, multiAz: true } },
      { masterPassword: 'second', settings: { port: 5434 } },
    );
    expect(merged).toEqual({ masterPassword: 'second', settings: { port: 5434, multiAz: true } });
  });
});

describe('ParameterFamily', () => {
  const base = { description: '', unit: null, minimum: null, maximum: null, choices: null, value: '' };
  const family = new ParameterFamily([
    { ...base, name: 'work_mem', context: 'user', type: 'integer', minimum: '64', maximum: '2147483647' },
    { ...base, name: 'jit', context: 'user', type: 'bool' },
    { ...base, name: 'wal_level', context: 'postmaster', type: 'enum', choices: ['minimal', 'replica', 'logical'] },
    { ...base, name: 'block_size', context: 'internal', type: 'integer' },
    { ...base, name: 'max_connections', context: 'postmaster', type: 'integer', minimum: '1', maximum: '262143' },
  ]);

  it.each([
    ['work_mem', '64', true],
    ['work_mem', '63', false],
    ['work_mem', '8MB', false],
    ['work_mem', 'GREATEST({DBInstanceClassMemory/63963136},65536)', true],
    ['jit', 'on', true],
    ['jit', 'maybe', false],
    ['wal_level', 'logical', false],
    ['block_size', '8192', false],
    ['nonsense', '1', false],
    ['pg_stat_statements.track', 'all', true],
    ['somebody.else', '1', false],
    ['rds.force_ssl', '0', true],
  ])('%s = %s: %s', (name, value, allowed) => {
    const check = () => family.check(name, value);
    if (allowed) expect(check).not.toThrow();
    else expect(check).toThrow();
  });

  it('tells what needs a restart', () => {
    expect(family.find('max_connections').applyType).toBe('static');
    expect(family.find('work_mem').applyType).toBe('dynamic');
  });
});

describe('renderSettings', () => {
  it('quotes values and lets later sources win', () => {
    expect(renderSettings({ a: '1', b: "it's \\ here" }, { a: '2' })).toBe("a = '2'\nb = 'it''s \\\\ here'\n");
  });
});
