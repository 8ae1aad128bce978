import { describe, expect, test } from 'vitest';
import { decideExpiry, destroyedAfter, noticeText, parseNotice } from '../../domain/decide-expiry.js';
import type { ExpiringEnvironment } from '../../domain/messages/expiry.js';

const now = Date.parse('2026-11-21T12:00:00.000Z');
const hour = 3_600_000;
const at = (hours: number): string => new Date(now + hours * hour).toISOString();

/** What is decided when the end is so many hours away, and notice was given so many hours from now. */
function decided(
  end: number,
  noticed?: number,
  change: Partial<ExpiringEnvironment> = {},
): ReturnType<typeof decideExpiry> {
  const expires = at(end);
  const notice = noticed === undefined ? {} : { notice: { given: at(noticed), expires } };
  return decideExpiry({ environment: 'qa1', accountId: '555555555555', expires, ...notice, ...change }, now);
}

describe('an environment that expires', () => {
  test.each([
    { what: 'in two days', end: 48, action: 'wait' },
    { what: 'a moment more than a day ahead', end: 24.001, action: 'wait' },
    { what: 'in a day', end: 24, action: 'give-notice' },
    { what: 'in an hour', end: 1, action: 'give-notice' },
    { what: 'in an hour, after notice', end: 1, noticed: -23, action: 'wait' },
    { what: 'in an hour, after an early notice', end: 1, noticed: -30, action: 'wait' },
    { what: 'in a week again, after notice of this end', end: 168, noticed: -1, action: 'wait' },
    { what: 'long ago, which nobody was told', end: -72, action: 'give-notice' },
    { what: 'long ago, with a notice of now', end: -72, noticed: 0, action: 'wait' },
    { what: 'long ago, with a notice of nearly a day', end: -72, noticed: -23.999, action: 'wait' },
    { what: 'long ago, with a notice of a day', end: -72, noticed: -24, action: 'destroy' },
    { what: 'at this moment, with a notice of a day', end: 0, noticed: -24, action: 'destroy' },
    { what: 'in a moment, with a notice of a day', end: 0.001, noticed: -24, action: 'wait' },
    { what: 'now, with a notice from the future', end: 0, noticed: 1, action: 'give-notice' },
  ])('$what: $action', ({ end, noticed, action }) => {
    expect(decided(end, noticed).action).toBe(action);
  });

  test('gets notice again when its end has moved, whichever way', () => {
    for (const of of [-2, 2]) {
      const notice = { given: at(-48), expires: at(of) };
      expect(decided(0, undefined, { notice }).action).toBe('give-notice');
      expect(decided(96, undefined, { notice }).action).toBe('wait');
    }
  });

  test('gets notice again when nobody can read when it was given', () => {
    expect(decided(0, undefined, { notice: { given: 'lately', expires: at(0) } }).action).toBe('give-notice');
  });

  test('is spared when it must not be destroyed, or its end is no time', () => {
    expect(decided(-72, -48, { spare: 'it is protected' })).toEqual({ action: 'spare', reason: 'it is protected' });
    const soon = { expires: 'soon', notice: { given: at(-48), expires: 'soon' } };
    expect(decided(0, undefined, soon)).toMatchObject({
      action: 'spare',
      reason: expect.stringContaining('"soon"') as string,
    });
  });

  test('has the reason in words', () => {
    expect(decided(49).reason).toBe('it expires in 2d 1h');
    expect(decided(3).reason).toBe('it expires in 3h and nobody was told');
    expect(decided(-2, -26).reason).toBe('its time is over since 2h, and notice was given 1d 2h ago');
  });

  test('is destroyed after its end, and not before notice is a day old', () => {
    expect(destroyedAfter({ expires: at(2), notice: at(-20) })).toBe(now + 4 * hour);
    expect(destroyedAfter({ expires: at(2), notice: at(-22.5) })).toBe(now + 2 * hour);
    expect(destroyedAfter({ expires: at(2) })).toBeUndefined();
  });
});

describe('a notice', () => {
  test('is one text, and read back as it was', () => {
    const notice = { given: at(-1), expires: at(23) };
    expect(noticeText(notice)).toBe('2026-11-21T11:00:00.000Z/2026-11-22T11:00:00.000Z');
    expect(parseNotice(noticeText(notice))).toEqual(notice);
  });

  test.each([undefined, '', '2026-11-21T11:00:00.000Z', 'a/b/c'])('is none when its text is %s', (text) => {
    expect(parseNotice(text)).toBeUndefined();
  });
});
