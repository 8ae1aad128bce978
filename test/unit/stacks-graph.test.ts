import { describe, expect, test } from 'vitest';
import type { StackDeclaration, ValueType } from '../../domain/stacks/declaration.js';
import { findGraphFaults } from '../../domain/stacks/graph-faults.js';
import { orderStacks } from '../../domain/stacks/order-stacks.js';
import { formatStackName, parseStackName } from '../../domain/stacks/stack-name.js';
import { longestVpcPrefix, planSubnets } from '../../domain/stacks/subnet-plan.js';
import { addressRange, rangesOverlap } from '../../domain/fleet/values/cidr.js';

const stack = (
  name: string,
  imports: Record<string, readonly [from: string, name: string, type?: ValueType]> = {},
  more: Partial<Pick<StackDeclaration, 'exports' | 'after'>> = {},
): StackDeclaration => ({
  name,
  imports: Object.fromEntries(
    Object.entries(imports).map(([key, [from, value, type = 'string']]) => [key, { from, export: value, type }]),
  ),
  exports: { id: 'string' },
  after: [],
  ...more,
});

describe('the order of stacks', () => {
  test.each([
    ['nothing', [], []],
    ['stacks that need nothing', [stack('q.b'), stack('q.a')], [['q.a', 'q.b']]],
    [
      'a diamond',
      [
        stack('q.d', { one: ['q.b', 'id'], other: ['q.c', 'id'] }),
        stack('q.c', { a: ['q.a', 'id'] }),
        stack('q.b', { a: ['q.a', 'id'] }),
        stack('q.a'),
      ],
      [['q.a'], ['q.b', 'q.c'], ['q.d']],
    ],
    ['an order without an import', [stack('q.a', {}, { after: ['q.z'] }), stack('q.z')], [['q.z'], ['q.a']]],
  ])('%s', (_, stacks, waves) => {
    expect(findGraphFaults(stacks)).toEqual([]);
    expect(orderStacks(stacks).map((wave) => wave.map(({ name }) => name))).toEqual(waves);
  });
});

describe('what is wrong between stacks', () => {
  test.each([
    [
      'a cycle of two, once, from its first stack on',
      [stack('q.b', { x: ['q.a', 'id'] }), stack('q.a', { x: ['q.b', 'id'] })],
      ['cycle: stacks wait for each other: q.a → q.b → q.a'],
    ],
    [
      'a cycle behind others',
      [
        stack('q.top', { x: ['q.c', 'id'] }),
        stack('q.c', { x: ['q.b', 'id'] }),
        stack('q.b', { x: ['q.a', 'id'] }),
        stack('q.a', {}, { after: ['q.c'] }),
      ],
      ['cycle: stacks wait for each other: q.a → q.c → q.b → q.a'],
    ],
    ['itself', [stack('q.a', { x: ['q.a', 'id'] })], ['cycle: stacks wait for each other: q.a → q.a']],
    [
      'two cycles that share a stack',
      [
        stack('q.a', { x: ['q.b', 'id'], y: ['q.c', 'id'] }),
        stack('q.b', { x: ['q.a', 'id'] }),
        stack('q.c', { x: ['q.a', 'id'] }),
      ],
      ['cycle: stacks wait for each other: q.a → q.b → q.a', 'cycle: stacks wait for each other: q.a → q.c → q.a'],
    ],
    [
      'a stack that there is not',
      [stack('q.a', { x: ['q.nowhere', 'id'] })],
      ['import: q.a.x → q.nowhere.id: there is no stack q.nowhere'],
    ],
    [
      'an order after nothing',
      [stack('q.a', {}, { after: ['q.nowhere'] })],
      ['import: q.a → q.nowhere: there is no stack q.nowhere'],
    ],
    [
      'an export that there is not, whatever objects inherit',
      [stack('q.a', { x: ['q.b', 'toString'] }), stack('q.b')],
      ['import: q.a.x → q.b.toString: q.b exports no toString'],
    ],
    [
      'two types',
      [stack('q.a', { x: ['q.b', 'id', 'list(string)'] }), stack('q.b')],
      ['type: q.a.x → q.b.id: list(string) is wanted, and string is exported'],
    ],
    ['two of one name', [stack('q.a'), stack('q.a')], ['duplicate: there are two stacks q.a']],
    ['a name that is none', [stack('q.A b')], ['name: "q.A b" is no name of a stack']],
  ])('%s', (_, stacks, faults) => {
    expect(findGraphFaults(stacks).map(({ kind, what }) => `${kind}: ${what}`)).toEqual(faults);
  });
});

describe('names of stacks', () => {
  test.each(['qa1.account', 'qa1.network.us-east-1', 'search.replica.us-east-1a'])('%s is read back', (name) => {
    const parsed = parseStackName(name);
    expect(parsed === undefined ? undefined : formatStackName(parsed)).toBe(name);
  });

  test.each(['qa1', 'qa1.', '.account', 'qa1.a.b.c', 'qa1.Account', 'qa1.a_b', '../qa1.a', ''])(
    '%j is none',
    (name) => {
      expect(parseStackName(name)).toBeUndefined();
    },
  );
});

describe('subnets', () => {
  test.each([
    ['10.20.0.0/16', 3],
    ['10.20.0.0/16', 6],
    ['10.255.0.0/20', 2],
    ['192.168.128.0/24', 4],
  ])('of %s in %i zones lie in the block and do not overlap', (cidr, zones) => {
    const plan = planSubnets(cidr, zones);
    const blocks = Object.values(plan ?? {}).flat();
    const ranges = blocks.map(addressRange);
    const whole = addressRange(cidr);
    expect(blocks).toHaveLength(4 * zones);
    for (const [index, range] of ranges.entries()) {
      expect(range.first >= whole.first && range.last <= whole.last).toBe(true);
      for (const other of ranges.slice(index + 1)) expect(rangesOverlap(range, other)).toBe(false);
    }
  });

  test('keep their blocks when a zone is added within the same power of two', () => {
    expect(planSubnets('10.20.0.0/16', 4)?.data.slice(0, 3)).toEqual(planSubnets('10.20.0.0/16', 3)?.data);
  });

  test.each([2, 3, 4, 5, 6])('in %i zones need a block of a size that is told', (zones) => {
    const longest = longestVpcPrefix(zones);
    expect(planSubnets(`10.0.0.0/${longest}`, zones)).toBeDefined();
    expect(planSubnets(`10.0.0.0/${longest + 1}`, zones)).toBeUndefined();
  });
});
