import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closest } from '../../domain/fleet/closest.js';
import { addressRange, explainCidr, rangesOverlap } from '../../domain/fleet/values/cidr.js';
import { explainCron, isTimeZone } from '../../domain/fleet/values/cron.js';
import { formatDuration, parseDuration } from '../../domain/fleet/values/duration.js';

describe('durations', () => {
  test.each([
    ['250ms', 250],
    ['45s', 45_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['14d', 1_209_600_000],
    ['0s', 0],
  ])('%s is %d ms', (text, expected) => expect(parseDuration(text)).toBe(expected));

  test.each(['', '10', 'm', '1.5h', '-1h', '10 m', '10M', '1m1h', '1h1h', '1w', '10m\n'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test('are written as they are read', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000_000_000 }), (duration) => {
        expect(parseDuration(formatDuration(duration))).toBe(duration);
      }),
    );
  });
});

describe('cron', () => {
  test.each([
    '* * * * *',
    '0 3 * * *',
    '*/15 8-18 * * mon-fri',
    '0,30 0 1 jan,JUL 7',
    '5-55/10 * * * sun',
    '0 3 29 2 *',
    '0 3 31 2,3 *',
    '0 3 31 2/5 *',
    '0 3 28-31 feb *',
    '0 3 31 */2 *',
  ])('%s is an expression', (expression) => expect(explainCron(expression)).toBeUndefined());

  test.each([
    ['0 3 * *', 'four fields'],
    ['0 0 3 * * *', 'six fields'],
    ['60 * * * *', 'minute 60'],
    ['* 24 * * *', 'hour 24'],
    ['* * 0 * *', 'day 0'],
    ['* * * 13 *', 'month 13'],
    ['* * * * 8', 'weekday 8'],
    ['* * * * sunday', 'a long word'],
    ['10-5 * * * *', 'a range backwards'],
    ['*/0 * * * *', 'a step of nothing'],
    ['*/5/5 * * * *', 'two steps'],
    ['1-2-3 * * * *', 'a range of three'],
    ['1,,2 * * * *', 'an empty item'],
    ['@daily', 'a macro'],
    ['0 3 31 2 *', '31 February'],
    ['0 3 30,31 feb *', 'two days that February has not'],
    ['0 3 31 4,6-6,nov *', 'the 31st of short months'],
    ['0 3 31 4/5 *', 'the 31st of April and September'],
  ])('%s is none: %s', (expression) => expect(explainCron(expression)).toBeTypeOf('string'));

  test('time zones are places', () => {
    expect(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'].every(isTimeZone)).toBe(true);
    expect(['', 'Europe/Berln', '+02:00', 'local'].some(isTimeZone)).toBe(false);
  });
});

describe('address blocks', () => {
  test.each(['10.0.0.0/16', '192.168.1.16/28'])('%s is one', (text) => expect(explainCidr(text)).toBeUndefined());

  test.each(['10.0.0.0', '10.0.0.0/15', '10.0.0.0/29', '10.0.0.1/16', '10.0.0.256/24', '10.0.0/16', 'fd00::/64'])(
    '%s is none',
    (text) => expect(explainCidr(text)).toBeTypeOf('string'),
  );

  test('overlap exactly when they share an address', () => {
    const overlap = (one: string, other: string): boolean => rangesOverlap(addressRange(one), addressRange(other));
    expect(overlap('10.0.0.0/16', '10.0.255.0/24')).toBe(true);
    expect(overlap('10.0.255.0/24', '10.0.0.0/16')).toBe(true);
    expect(overlap('10.0.0.0/16', '10.1.0.0/16')).toBe(false);
    expect(overlap('255.255.0.0/16', '0.0.0.0/16')).toBe(false);
  });
});

test('a suggestion is close, or there is none', () => {
  expect(closest('ttll', ['ttl', 'sslmode'])).toBe('ttl');
  expect(closest('drainafter', ['drainAfter'])).toBe('drainAfter');
  expect(closest('colour', ['ttl', 'sslmode'])).toBeUndefined();
});
