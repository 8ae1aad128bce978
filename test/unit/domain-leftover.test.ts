import { describe, expect, test } from 'vitest';
import { judgeLeftover, type JudgedResource } from '../../domain/judge-leftover.js';
import { rawKinds, resourceKinds, tagKeys } from '../../domain/tags.js';

const now = Date.parse('2026-11-21T12:00:00Z');
const past = '2026-11-21T11:59:59Z';
const future = '2026-11-21T12:00:01Z';

const resource: JudgedResource = {
  kind: 'generation',
  tags: {},
  operationOpen: false,
  serving: false,
  finished: true,
};

/** `kept`, `due` when its time is over, `ownerless` when only its operation is. */
function verdictOn(change: Partial<JudgedResource>): string {
  const verdict = judgeLeftover({ ...resource, ...change }, now);
  if (verdict === undefined) return 'kept';
  return verdict.due ? 'due' : 'ownerless';
}

describe('judging a leftover', () => {
  test.each<{ what: string; change: Partial<JudgedResource>; verdict: string }>([
    { what: 'a serving generation', change: { serving: true }, verdict: 'kept' },
    {
      what: 'a serving generation whose time is over',
      change: { serving: true, tags: { [tagKeys.retireAfter]: past, [tagKeys.destroyBy]: past } },
      verdict: 'kept',
    },
    { what: 'a generation that is being made', change: { operationOpen: true }, verdict: 'kept' },
    { what: 'a generation that nobody makes any more', change: {}, verdict: 'ownerless' },
    { what: 'a fenced generation', change: { tags: { [tagKeys.retireAfter]: future } }, verdict: 'kept' },
    {
      what: 'a fenced generation whose time is over',
      change: { tags: { [tagKeys.retireAfter]: past } },
      verdict: 'due',
    },
    {
      what: 'a fenced generation that its operation still holds',
      change: { operationOpen: true, tags: { [tagKeys.retireAfter]: past } },
      verdict: 'kept',
    },
    { what: 'an image', change: { kind: 'image' }, verdict: 'kept' },
    {
      what: 'an image of which enough newer ones are kept',
      change: { kind: 'image', superseded: true },
      verdict: 'due',
    },
    {
      what: 'an unfinished image of an ended operation',
      change: { kind: 'image', finished: false },
      verdict: 'ownerless',
    },
    {
      what: 'an unfinished image of an open operation',
      change: { kind: 'image', finished: false, operationOpen: true },
      verdict: 'kept',
    },
    { what: 'an image past its age', change: { kind: 'image', tags: { [tagKeys.destroyBy]: past } }, verdict: 'due' },
    {
      what: 'an image before its age',
      change: { kind: 'image', tags: { [tagKeys.destroyBy]: future } },
      verdict: 'kept',
    },
    { what: 'a copy for an ended operation', change: { kind: 'generation-copy' }, verdict: 'ownerless' },
    {
      what: 'a thing with a time that is none',
      change: { operationOpen: true, tags: { [tagKeys.destroyBy]: 'soon' } },
      verdict: 'kept',
    },
  ])('$what is $verdict', ({ change, verdict }) => {
    expect(verdictOn(change)).toBe(verdict);
  });

  test.each(rawKinds)('raw data goes with its operation, and by its age whatever its operation does: %s', (kind) => {
    expect(verdictOn({ kind })).toBe('ownerless');
    expect(verdictOn({ kind, operationOpen: true })).toBe('kept');
    expect(verdictOn({ kind, operationOpen: true, tags: { [tagKeys.destroyBy]: past } })).toBe('due');
    expect(verdictOn({ kind, operationOpen: true, tags: { [tagKeys.destroyBy]: future } })).toBe('kept');
  });

  test.each(resourceKinds)('what serves never goes: %s', (kind) => {
    expect(verdictOn({ kind, serving: true, tags: { [tagKeys.destroyBy]: past } })).toBe('kept');
  });
});
