import type { SeedVolume } from './instance-seed.js';

/** Rows per megabyte, measured: with these the user tables, indexes and TOAST of all instances sum up to the size. */
const perMegabyte = { people: 80, orders: 270, messages: 420, tickets: 50, events: 140 };

/**
 * Turns a size into row counts.
 *
 * @param megabytes - the size of all databases together, without the catalogs of the empty ones.
 */
export function seedVolume(megabytes: number): SeedVolume {
  if (!Number.isFinite(megabytes) || megabytes < 1 || megabytes > 100_000) {
    throw new Error(
      `The seed cannot be ${megabytes} MB. Its databases need at least 1 MB and stay in reach of a laptop up to 100000. Choose a size between.`,
    );
  }
  return {
    people: Math.round(perMegabyte.people * megabytes),
    orders: Math.round(perMegabyte.orders * megabytes),
    messages: Math.round(perMegabyte.messages * megabytes),
    tickets: Math.round(perMegabyte.tickets * megabytes),
    events: Math.round(perMegabyte.events * megabytes),
  };
}
