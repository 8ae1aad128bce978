import { describe, expect, test } from 'vitest';
import { chooseImages, skewOf, type ImageWish } from '../../domain/choose-images.js';
import { estimateRefresh } from '../../domain/estimate.js';
import type { ImageRef } from '../../domain/messages/sanitize.js';

const now = Date.parse('2026-11-21T12:00:00Z');
const hour = 3_600_000;
const wish: ImageWish = {
  rules: { users: 'r1', orders: 'r1', constructor: 'r1' },
  now,
  maxAgeMs: 24 * hour,
  currentEpoch: '2026-11-21',
};

/** An image by its database, epoch and the age of its data in hours; its snapshot is named after all three. */
function image(database: string, epoch: string, ageHours: number, rulesDigest = 'r1'): ImageRef {
  const dataTime = new Date(now - ageHours * hour).toISOString();
  return {
    database,
    snapshotId: `${database} ${epoch} ${ageHours}h`,
    snapshotArn: 'arn',
    dataTime,
    createdAt: dataTime,
    rulesDigest,
    epoch,
    reportKey: 'report',
    statement: 'statement',
    sizeGiB: 20,
    engineVersion: '16.4',
  };
}

describe('choosing images', () => {
  const today = '2026-11-21';
  const yesterday = '2026-11-20';

  test.each([
    { what: 'none when there are none', images: [], epoch: today, chosen: {} },
    {
      what: 'the newest of an epoch',
      images: [image('users', today, 3), image('users', today, 1), image('orders', today, 2)],
      epoch: today,
      chosen: { users: 'users 2026-11-21 1h', orders: 'orders 2026-11-21 2h' },
    },
    {
      what: 'those of the current epoch, when no epoch is complete',
      images: [image('users', today, 1), image('orders', yesterday, 20)],
      epoch: today,
      chosen: { users: 'users 2026-11-21 1h' },
    },
    {
      what: 'an older epoch, when it alone is complete',
      images: [image('users', today, 1), image('users', yesterday, 20), image('orders', yesterday, 21)],
      epoch: yesterday,
      chosen: { users: 'users 2026-11-20 20h', orders: 'orders 2026-11-20 21h' },
    },
    {
      what: 'the newer of two complete epochs',
      images: [yesterday, today].flatMap((epoch) => [image('users', epoch, 2), image('orders', epoch, 2)]),
      epoch: today,
      chosen: { users: 'users 2026-11-21 2h', orders: 'orders 2026-11-21 2h' },
    },
    {
      what: 'none whose data is too old',
      images: [image('users', today, 24.1), image('orders', today, 24)],
      epoch: today,
      chosen: { orders: 'orders 2026-11-21 24h' },
    },
    {
      what: 'none made by other rules than those in force',
      images: [image('users', today, 1, 'r0'), image('orders', today, 1)],
      epoch: today,
      chosen: { orders: 'orders 2026-11-21 1h' },
    },
    {
      what: 'none of a database that was not asked for',
      images: [image('messages', today, 1)],
      epoch: today,
      chosen: {},
    },
  ])('takes $what', ({ images, epoch, chosen }) => {
    const choice = chooseImages(['users', 'orders'], images, wish);
    expect(choice.epoch).toBe(epoch);
    const ids = Object.entries(choice.images).map(([name, { snapshotId }]) => [name, snapshotId]);
    expect(Object.fromEntries(ids)).toEqual(chosen);
  });

  test('does not take a word of the language for an image', () => {
    const images = [image('users', '2026-11-20', 20)];
    expect(chooseImages(['users', 'constructor'], images, wish).epoch).toBe('2026-11-21');
  });
});

describe('the skew of data times', () => {
  test.each([
    { times: [], skewMs: 0 },
    { times: ['2026-11-21T10:00:00Z'], skewMs: 0 },
    { times: ['2026-11-21T10:00:00Z', '2026-11-21T07:30:00Z', '2026-11-21T09:00:00Z'], skewMs: 2.5 * hour },
    { times: ['2026-11-21T10:00:00+02:00', '2026-11-21T08:00:00Z'], skewMs: 0 },
  ])('of $times is $skewMs ms', ({ times, skewMs }) => {
    expect(skewOf(times)).toBe(skewMs);
  });
});

describe('the estimate of a refresh', () => {
  test('counts five copies of what must be made and one of what is there', () => {
    const dataTime = '2026-11-21T10:00:00Z';
    const estimate = estimateRefresh('qa1', [
      { database: 'users', image: 'an-image', dataTime, sizeGiB: 100 },
      { database: 'orders', dataTime, sizeGiB: 150 },
    ]);
    expect(estimate.databases.map(({ copiedGiB }) => copiedGiB)).toEqual([100, 750]);
    expect(estimate).toMatchObject({ environment: 'qa1', copiedGiB: 850, hours: 5.75, skewMs: 0 });
    expect(estimate.monthlyStorageUsd).toBeCloseTo(250 * 0.115);
  });

  test('of nothing is nothing', () => {
    expect(estimateRefresh('qa1', [])).toMatchObject({ copiedGiB: 0, hours: 0, monthlyStorageUsd: 0, skewMs: 0 });
  });
});
