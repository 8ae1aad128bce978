import { Resolver } from 'node:dns/promises';
import { expect, test } from 'vitest';
import { boto3 } from './support/boto3.js';
import { sharedSandbox, uniqueEnvironment } from './support/sandbox.js';

const sandbox = sharedSandbox();

/** Asks the sandbox's name server with c-ares, which nobody here wrote. */
function resolver(): Resolver {
  const asking = new Resolver();
  asking.setServers([sandbox.description.dnsServer]);
  return asking;
}

const helpers = `
r53 = client('route53')
zone = r53.list_hosted_zones()['HostedZones'][0]
name = zone['Name'].rstrip('.')
def record(label, type, *values, ttl=5):
    return dict(Name=f'{label}.{name}' if label else name, Type=type, TTL=ttl, ResourceRecords=[dict(Value=value) for value in values])
def change(*changes):
    batch = dict(Changes=[dict(Action=action, ResourceRecordSet=set) for action, set in changes])
    return r53.change_resource_record_sets(HostedZoneId=zone['Id'], ChangeBatch=batch)['ChangeInfo']
def wait(info):
    seen = [info['Status']]
    while seen[-1] != 'INSYNC':
        time.sleep(0.02)
        seen.append(r53.get_change(Id=info['Id'])['ChangeInfo']['Status'])
    return seen
`;

test('a change is served when it is INSYNC, not before', async () => {
  const environment = uniqueEnvironment();
  await sandbox.client.addEnvironment(environment);
  const [statuses, ids] = await boto3(
    sandbox,
    { account: environment, role: 'BacklotData' },
    `${helpers}
first = change(('CREATE', record('one', 'A', '127.0.0.1')))
second = change(('UPSERT', record('one', 'A', '127.0.0.2')), ('CREATE', record('two', 'CNAME', f'one.{name}')), ('CREATE', record('note', 'TXT', '"v=1" "x"')))
answer(wait(first) + wait(second))
answer([first['Id'], second['Id']])
`,
  );
  expect(statuses).toContain('PENDING');
  expect((statuses as string[]).at(-1)).toBe('INSYNC');
  expect(new Set(ids as string[]).size).toBe(2);
  const zone = `${environment}.acme.example`;
  expect(await resolver().resolve4(`one.${zone}`, { ttl: true })).toEqual([{ address: '127.0.0.2', ttl: 5 }]);
  expect(await resolver().resolve4(`two.${zone}`)).toEqual(['127.0.0.2']);
  expect(await resolver().resolveCname(`two.${zone}`)).toEqual([`one.${zone}`]);
  expect(await resolver().resolveTxt(`note.${zone}`)).toEqual([['v=1', 'x']]);
  expect(await resolver().resolveNs(zone)).toHaveLength(4);
  await expect(resolver().resolve4(`three.${zone}`)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  await expect(resolver().resolve4('www.example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  await expect(resolver().resolve6(`one.${zone}`)).rejects.toMatchObject({ code: 'ENODATA' });
});

test('a batch with one wrong change changes nothing', async () => {
  const environment = uniqueEnvironment();
  await sandbox.client.addEnvironment(environment);
  const answers = await boto3(
    sandbox,
    { account: environment, role: 'BacklotData' },
    `${helpers}
wait(change(('CREATE', record('one', 'A', '127.0.0.1'))))
good = ('UPSERT', record('good', 'A', '127.0.0.9'))
for wrong in [
    ('CREATE', record('one', 'A', '127.0.0.2')),
    ('DELETE', record('one', 'A', '127.0.0.2')),
    ('DELETE', record('none', 'A', '127.0.0.1')),
    ('CREATE', record('one', 'CNAME', 'x.example')),
    ('CREATE', record('', 'CNAME', 'x.example')),
    ('CREATE', record('bad', 'A', 'nope')),
    ('CREATE', dict(record('x', 'A', '127.0.0.1'), Name='other.example')),
]:
    answer(code_of(lambda: change(good, wrong)))
answer([set['Name'] for set in r53.list_resource_record_sets(HostedZoneId=zone['Id'])['ResourceRecordSets'] if set['Type'] == 'A'])
wait(change(('DELETE', record('one', 'A', '127.0.0.1')), ('CREATE', record('one', 'CNAME', 'x.example'))))
answer(code_of(lambda: r53.delete_hosted_zone(Id=zone['Id'])))
`,
  );
  expect(answers.slice(0, 7)).toEqual(Array(7).fill('InvalidChangeBatch'));
  expect(answers[7]).toEqual([`one.${environment}.acme.example.`]);
  expect(answers[8]).toBe('HostedZoneNotEmpty');
});

test('records are listed by pages in order', async () => {
  const environment = uniqueEnvironment();
  await sandbox.client.addEnvironment(environment);
  const [names] = await boto3(
    sandbox,
    { account: environment, role: 'BacklotData' },
    `${helpers}
change(*[('CREATE', record(f'r{number:02}', 'A', '127.0.0.1')) for number in range(25)])
pages = r53.get_paginator('list_resource_record_sets').paginate(HostedZoneId=zone['Id'], PaginationConfig={'PageSize': 10})
answer([set['Name'].split('.')[0] for page in pages for set in page['ResourceRecordSets'] if set['Type'] == 'A'])
`,
  );
  expect(names).toEqual(Array.from({ length: 25 }, (_, number) => `r${String(number).padStart(2, '0')}`));
});

test('a database endpoint is a name that resolves', async () => {
  const [endpoint] = await boto3(
    sandbox,
    { account: 'production' },
    `answer(client('rds').describe_db_instances(DBInstanceIdentifier='prod-users')['DBInstances'][0]['Endpoint']['Address'])`,
  );
  const [address] = await resolver().resolve4(String(endpoint));
  expect(address).toMatch(/^127\.\d+\.16\.\d+$/);
});
