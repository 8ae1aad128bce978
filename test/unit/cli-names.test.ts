import { InvalidArgumentError } from 'commander';
import { beforeAll, describe, expect, test } from 'vitest';
import { duration, onBusy, operationId, several } from '../../cli/commands/option-values.js';
import {
  requireDatabase,
  requireEnvironment,
  requireFilledEnvironment,
  requireIncluded,
} from '../../cli/operations/check-names.js';
import { queuesOfRefresh, queuesOfRollback, queuesOfSanitize } from '../../cli/operations/needed-queues.js';
import { requireFleet } from '../../config/require-fleet.js';
import { BacklotError } from '../../domain/errors.js';
import type { DatabaseFamily } from '../../domain/fleet/database.js';
import type { Fleet } from '../../domain/fleet/fleet.js';

let fleet: Fleet;

beforeAll(async () => {
  fleet = await requireFleet('examples/acme');
  const users = fleet.databases['users']!;
  const family: DatabaseFamily = {
    family: 'customers',
    selector: { name: 'prod-customer-*' },
    source: { engine: 'postgres', snapshot: 'latest-automated', allowSingleAz: false, regions: ['eu-central-1'] },
    dnsName: '{member}.db',
    applicationRoles: users.applicationRoles,
    scrub: users.scrub,
  };
  fleet.families['customers'] = family;
  fleet.accounts['empty'] = { ...fleet.accounts['qa1']!, account: 'empty', databases: undefined };
  fleet.accounts['qa1']!.databases!.include.push({ name: 'customers' });
});

describe('names on the command line', () => {
  test('are found, family members by their pattern', () => {
    expect(requireEnvironment(fleet, 'qa1').account).toBe('qa1');
    expect(() => requireDatabase(fleet, 'users')).not.toThrow();
    expect(() => requireDatabase(fleet, 'prod-customer-7')).not.toThrow();
    expect(() => requireIncluded(fleet, fleet.accounts['qa1']!, ['orders', 'prod-customer-7'])).not.toThrow();
  });

  test.each([
    ['an environment', () => requireEnvironment(fleet, 'qa2'), /Did you mean qa1/],
    ['an environment far from any', () => requireEnvironment(fleet, 'production'), /There are qa1, empty/],
    ['an environment without databases', () => requireFilledEnvironment(fleet, 'empty'), /databases\.include/],
    ['a database', () => requireDatabase(fleet, 'user'), /Did you mean users/],
    ['a family for sanitising', () => requireDatabase(fleet, 'customers'), /look like prod-customer-\*/],
    ['a database of an environment', () => requireIncluded(fleet, fleet.accounts['qa1']!, ['order']), /mean orders/],
    ['what is almost a member', () => requireDatabase(fleet, 'prod-customer'), /no database/],
    ['a member named like a prototype', () => requireEnvironment(fleet, 'constructor'), /no environment/],
  ])('%s that does not fit is refused with advice', (_what, check, words) => {
    expect(check).toThrow(BacklotError);
    expect(check).toThrow(words);
  });
});

describe('the queues that an operation needs', () => {
  test('a sanitisation: those of the clean room where its source is', () => {
    expect(queuesOfSanitize(fleet, 'users')).toEqual(['backlot', 'backlot-data/cleanroom/us-east-1']);
    expect(queuesOfSanitize(fleet, 'prod-customer-7')).toEqual(['backlot', 'backlot-data/cleanroom/eu-central-1']);
  });

  test('a refresh: of all its databases, and hooks where there are some', () => {
    const account = fleet.accounts['qa1']!;
    expect(queuesOfRefresh(fleet, account, ['users'])).toEqual([
      'backlot',
      'backlot-data/cleanroom/us-east-1',
      'backlot-data/qa1/us-east-1',
    ]);
    expect(queuesOfRefresh(fleet, account, undefined)).toContain('backlot-data/cleanroom/eu-central-1');
    const hooked = structuredClone(account);
    hooked.hooks.postRestore = [{ name: 'migrate', run: ['./migrate.sh'], timeout: 60_000 }];
    expect(queuesOfRefresh(fleet, hooked, ['users'])).toContain('backlot-hooks');
  });

  test('a rollback: no clean room', () => {
    expect(queuesOfRollback(fleet.accounts['qa1']!)).toEqual(['backlot', 'backlot-data/qa1/us-east-1']);
  });
});

describe('values of options', () => {
  test('are taken as the workflows read them', () => {
    expect(duration('12h')).toBe('12h');
    expect(onBusy('wait:2h')).toBe('wait:2h');
    expect(operationId('nightly-7')).toBe('nightly-7');
    expect(several('b,c', several('a,b'))).toEqual(['a', 'b', 'c']);
  });

  test.each([
    ['duration', () => duration('soon')],
    ['duration of nothing', () => duration('0s')],
    ['wait without a time', () => onBusy('wait:')],
    ['unknown word', () => onBusy('queue')],
    ['capital letters', () => operationId('Nightly')],
    ['too long an id', () => operationId('a'.repeat(21))],
    ['an id that ends with a hyphen', () => operationId('a-')],
  ])('%s is refused', (_what, parse) => expect(parse).toThrow(InvalidArgumentError));
});
