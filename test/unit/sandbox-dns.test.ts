import { expect, test } from 'vitest';
import { resolve } from '../../sandbox/dns/resolve.js';
import { applyBatch } from '../../sandbox/services/route53/change-batch.js';
import type { RecordSet } from '../../sandbox/services/route53/record-set.js';
import { Zone } from '../../sandbox/services/route53/zone.js';
import { ZoneStore } from '../../sandbox/services/route53/zone-store.js';

function record(Name: string, Type: string, value: string, more: Partial<RecordSet> = {}): RecordSet {
  return { Name, Type, TTL: '7', ResourceRecords: [{ Value: value }], ...more };
}

function zoneWith(name: string, records: readonly RecordSet[], privateZone = false): Zone {
  const zone = new Zone({ accountId: '1', name, callerReference: name, privateZone, vpcs: [] });
  const changes = records.map((ResourceRecordSet) => ({ Action: 'CREATE', ResourceRecordSet }));
  zone.records = applyBatch(name, zone.records, changes);
  zone.served = zone.records;
  return zone;
}

function ask(
  zones: readonly Zone[],
  name: string,
  type: 'A' | 'AAAA' | 'CNAME' = 'A',
  addresses = new Map<string, string>(),
) {
  const store = new ZoneStore();
  for (const zone of zones) store.add(zone);
  const { rcode, answers, authorities } = resolve({ zones: store, addresses }, { name, type });
  const data = answers.map((answer) =>
    'data' in answer ? `${answer.type} ${JSON.stringify(answer.data).replaceAll('"', '')}` : answer.type,
  );
  return { rcode, data, authorities: authorities.map(({ type }) => type) };
}

const zone = zoneWith('a.example.', [
  record('www.a.example', 'A', '127.0.0.1'),
  record('alias.a.example', 'CNAME', 'www.a.example'),
  record('db.a.example', 'CNAME', 'one.abc.us-east-1.rds.amazonaws.com.'),
  record('loop.a.example', 'CNAME', 'loop.a.example'),
  record('*.wild.a.example', 'A', '127.0.0.2'),
  record('deep.below.a.example', 'A', '127.0.0.3'),
]);

test('names are found whatever their case, and CNAMEs are followed', () => {
  expect(ask([zone], 'WWW.a.example').data).toEqual(['A 127.0.0.1']);
  expect(ask([zone], 'alias.a.example').data).toEqual(['CNAME www.a.example', 'A 127.0.0.1']);
  expect(ask([zone], 'alias.a.example', 'CNAME').data).toEqual(['CNAME www.a.example']);
});

test('a CNAME leads to the address of a database endpoint', () => {
  const endpoint = 'one.abc.us-east-1.rds.amazonaws.com';
  expect(ask([zone], 'db.a.example', 'A', new Map([[endpoint, '127.1.16.1']])).data).toEqual([
    `CNAME ${endpoint}`,
    'A 127.1.16.1',
  ]);
  expect(ask([zone], 'db.a.example').data).toEqual([`CNAME ${endpoint}`]);
});

test('a missing name is told apart from a missing type', () => {
  expect(ask([zone], 'none.a.example')).toEqual({ rcode: 'NXDOMAIN', data: [], authorities: ['SOA'] });
  expect(ask([zone], 'www.a.example', 'AAAA')).toEqual({ rcode: 'NOERROR', data: [], authorities: ['SOA'] });
  expect(ask([zone], 'below.a.example')).toEqual({ rcode: 'NOERROR', data: [], authorities: ['SOA'] });
  expect(ask([zone], 'b.example').rcode).toBe('NXDOMAIN');
});

test('a wildcard stands for names that do not exist, a loop ends', () => {
  expect(ask([zone], 'any.wild.a.example').data).toEqual(['A 127.0.0.2']);
  expect(ask([zone], 'loop.a.example').data.length).toBeLessThan(20);
});

test('the longest zone answers, a private one before a public one', () => {
  const child = zoneWith('sub.a.example.', [record('x.sub.a.example', 'A', '127.0.0.9')]);
  const hidden = zoneWith('sub.a.example.', [record('x.sub.a.example', 'A', '127.0.0.10')], true);
  expect(ask([zone, child], 'x.sub.a.example').data).toEqual(['A 127.0.0.9']);
  expect(ask([zone, child, hidden], 'x.sub.a.example').data).toEqual(['A 127.0.0.10']);
});

test('a record of weight 0 is never chosen beside another', () => {
  const weighted = zoneWith('w.example.', [
    record('x.w.example', 'A', '127.0.0.1', { SetIdentifier: 'a', Weight: '0' }),
    record('x.w.example', 'A', '127.0.0.2', { SetIdentifier: 'b', Weight: '5' }),
  ]);
  for (let round = 0; round < 50; round += 1) expect(ask([weighted], 'x.w.example').data).toEqual(['A 127.0.0.2']);
});
