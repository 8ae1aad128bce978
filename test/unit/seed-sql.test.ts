import { describe, expect, it } from 'vitest';

import { productionSeeds } from '../../sandbox/seed/production-seeds.js';
import { applicationRoles, masterUser, productionPassword } from '../../sandbox/seed/roles.js';
import { seedVolume } from '../../sandbox/seed/volume.js';

function allSql(megabytes: number): string {
  return JSON.stringify(productionSeeds(megabytes));
}

describe("production's seed", () => {
  it('is a pure function of its size', () => {
    expect(allSql(6)).toBe(allSql(6));
    expect(allSql(6)).not.toBe(allSql(7));
  });

  it('covers every way in which an instance can be encrypted', () => {
    expect(productionSeeds(6).map(({ identifier, encryption }) => [identifier, encryption])).toEqual([
      ['prod-users', 'customer-key'],
      ['prod-orders', 'default-key'],
      ['prod-messages', 'none'],
    ]);
  });

  it('has two logical databases on one instance', () => {
    const names = productionSeeds(6).map(({ databases }) => databases.map(({ name }) => name));
    expect(names).toEqual([['users'], ['orders'], ['messages', 'support']]);
  });

  it('depends on neither clock nor chance', () => {
    expect(allSql(6)).not.toMatch(/\brandom\(|gen_random_uuid|uuidv[47]\(|current_timestamp|\bsetseed\(/i);
    // now() may stand in the bodies of production's own triggers, which no row of the seed passes through.
    const fills = productionSeeds(6).flatMap(({ databases }) => databases.flatMap((database) => database.fills));
    expect(fills.length).toBeGreaterThan(10);
    for (const sql of fills) expect(sql).not.toMatch(/\bnow\(|clock_timestamp/i);
  });

  it('holds no literal that looks like a live credential', () => {
    const tokens = [
      /sk_live_[0-9A-Za-z]{10,}/,
      /gh[pousr]_[0-9A-Za-z]{20,}/,
      /xox[abprs]-[0-9A-Za-z-]{10,}/,
      /AKIA[0-9A-Z]{16}/,
      /SG\.[\w-]{16,}/,
      /eyJ[\w-]{10,}\.eyJ/,
      /APA91b[\w-]{20,}/,
    ];
    for (const token of tokens) expect(allSql(6)).not.toMatch(token);
  });

  it('gives each role a password of its own', () => {
    const passwords = [masterUser, ...applicationRoles].map((role) => productionPassword(role));
    expect(new Set(passwords).size).toBe(5);
  });
});

describe('seedVolume', () => {
  it('grows with the size', () => {
    expect(seedVolume(300).people).toBe(50 * seedVolume(6).people);
  });

  it.each([0, -1, Number.NaN, 1e9])('refuses %s MB', (megabytes) => {
    expect(() => seedVolume(megabytes)).toThrow(/cannot be/);
  });
});
