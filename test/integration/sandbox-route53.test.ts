import { Resolver } from 'node:dns/promises';
import { beforeAll, expect, test } from 'vitest';
import { boto3 } from './support/boto3.js';
import { sharedSandbox, uniqueEnvironment } from './support/sandbox.js';

const sandbox = sharedSandbox();
const environment = uniqueEnvironment();

beforeAll(async () => {
  await sandbox.client.addEnvironment(environment);
});

/** Asks the sandbox's name server with c-ares, which nobody here wrote. */
function resolver(): Resolver {
  const asking = new Resolver();
  asking.setServers([sandbox.description.dnsServer]);
  return asking;
}

const helpers = `
def patient(call):
    # Route 53 takes five requests a second, and one change of a zone at a time.
    while True:
        try: return call()
        except ClientError as error:
            if error.response['Error']['Code'] not in ('Throttling', 'PriorRequestNotComplete'): raise
        time.sleep(0.02)
plain = client('route53')
class Patient:
    def __getattr__(self, name): return lambda **parameters: patient(lambda: getattr(plain, name)(**parameters))
r53 = Patient()
zone = [zone for zone in r53.list_hosted_zones()['HostedZones'] if zone['Name'].endswith('acme.example.')][0]
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
  const [statuses, ids] = await boto3(
    sandbox,
    { account: environment },
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

/** What is refused beside wrong changes; the words on the left are Python. */
const refusals: readonly (readonly [call: string, code: string])[] = [
  ["plain.create_hosted_zone(Name=name, CallerReference=zone['CallerReference'])", 'HostedZoneAlreadyExists'],
  ["plain.create_hosted_zone(Name='no_dot..example', CallerReference='a')", 'InvalidDomainName'],
  [
    "plain.create_hosted_zone(Name='private.example', CallerReference='b', HostedZoneConfig=dict(PrivateZone=True))",
    'InvalidInput',
  ],
  [
    "plain.create_hosted_zone(Name='private.example', CallerReference='c', VPC=dict(VPC, VPCId='vpc-0000'))",
    'InvalidVPCId',
  ],
  ["plain.create_hosted_zone(Name=name, CallerReference='d', VPC=VPC)", 'ConflictingDomainExists'],
  ["plain.associate_vpc_with_hosted_zone(HostedZoneId=zone['Id'], VPC=dict(VPC, VPCId='vpc-0000'))", 'InvalidVPCId'],
  ['plain.associate_vpc_with_hosted_zone(HostedZoneId=public, VPC=VPC)', 'PublicZoneVPCAssociation'],
  [
    "plain.disassociate_vpc_from_hosted_zone(HostedZoneId=zone['Id'], VPC=dict(VPC, VPCId='vpc-0000'))",
    'VPCAssociationNotFound',
  ],
  ['plain.disassociate_vpc_from_hosted_zone(HostedZoneId=own, VPC=VPC)', 'LastVPCAssociation'],
  [
    "plain.delete_vpc_association_authorization(HostedZoneId=zone['Id'], VPC=VPC)",
    'VPCAssociationAuthorizationNotFound',
  ],
  ["plain.get_hosted_zone(Id='Z0000000000')", 'NoSuchHostedZone'],
  ['plain.get_hosted_zone(Id=foreign)', 'NoSuchHostedZone'],
  ["plain.get_change(Id='C0000000000')", 'NoSuchChange'],
  ["plain.list_hosted_zones(Marker='Z0000000000')", 'InvalidInput'],
  [
    "plain.change_resource_record_sets(HostedZoneId=zone['Id'], ChangeBatch=dict(Changes=[dict(Action='CREATE', ResourceRecordSet=dict(Name=name, Type='A'))]))",
    'InvalidChangeBatch',
  ],
];

test('what Route 53 refuses, it refuses with its code', async () => {
  const [foreign] = await boto3(
    sandbox,
    { account: 'dns' },
    `${helpers}
answer(zone['Id'])`,
  );
  const answers = await boto3(
    sandbox,
    { account: environment },
    `${helpers}
foreign = '${String(foreign)}'
VPC = r53.get_hosted_zone(Id=zone['Id'])['VPCs'][0]
public = r53.create_hosted_zone(Name='public.example', CallerReference='public')['HostedZone']['Id']
own = r53.create_hosted_zone(Name='own.example', CallerReference='own', VPC=VPC)['HostedZone']['Id']
def refusal(call):
    code = code_of(call)
    while code == 'Throttling':
        time.sleep(0.02)
        code = code_of(call)
    return code
${refusals.map(([call]) => `answer(refusal(lambda: ${call}))`).join('\n')}
`,
  );
  expect(answers.map((code, index) => [refusals[index]?.[0], code])).toEqual(refusals);
});

test('an account makes five requests a second, and a zone takes one change at a time', async () => {
  const [counts, changes] = await boto3(
    sandbox,
    { account: environment },
    `${helpers}
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(10)
answer(list(pool.map(lambda _: code_of(lambda: plain.get_hosted_zone_count()), range(20))))
batch = lambda n: dict(Changes=[dict(Action='UPSERT', ResourceRecordSet=record(f'at-once-{n}', 'A', '127.0.0.1'))])
seen = set()
for _ in range(20):
    seen |= set(pool.map(lambda n: code_of(lambda: plain.change_resource_record_sets(HostedZoneId=zone['Id'], ChangeBatch=batch(n))), range(10)))
    if 'PriorRequestNotComplete' in seen: break
    time.sleep(0.4)
answer(sorted(seen))
`,
  );
  expect(counts).toContain('Throttling');
  expect((counts as string[]).filter((code) => code === 'ok').length).toBeLessThan(10);
  expect(changes).toEqual(['PriorRequestNotComplete', 'Throttling', 'ok']);
});

test('a batch with one wrong change changes nothing', async () => {
  const answers = await boto3(
    sandbox,
    { account: environment },
    `${helpers}
wait(change(('CREATE', record('whole', 'A', '127.0.0.1'))))
good = ('UPSERT', record('good', 'A', '127.0.0.9'))
for wrong in [
    ('CREATE', record('whole', 'A', '127.0.0.2')),
    ('DELETE', record('whole', 'A', '127.0.0.2')),
    ('DELETE', record('none', 'A', '127.0.0.1')),
    ('CREATE', record('whole', 'CNAME', 'x.example')),
    ('CREATE', record('', 'CNAME', 'x.example')),
    ('CREATE', record('bad', 'A', 'nope')),
    ('CREATE', dict(record('x', 'A', '127.0.0.1'), Name='other.example')),
]:
    answer(code_of(lambda: change(good, wrong)))
answer([set['Name'] for set in r53.list_resource_record_sets(HostedZoneId=zone['Id'])['ResourceRecordSets'] if set['Type'] == 'A' and set['Name'].split('.')[0] in ('whole', 'good')])
wait(change(('DELETE', record('whole', 'A', '127.0.0.1')), ('CREATE', record('whole', 'CNAME', 'x.example'))))
answer(code_of(lambda: r53.delete_hosted_zone(Id=zone['Id'])))
`,
  );
  expect(answers.slice(0, 7)).toEqual(Array(7).fill('InvalidChangeBatch'));
  expect(answers[7]).toEqual([`whole.${environment}.acme.example.`]);
  expect(answers[8]).toBe('HostedZoneNotEmpty');
});

test('records are listed by pages in order', async () => {
  const [names] = await boto3(
    sandbox,
    { account: environment },
    `${helpers}
change(*[('CREATE', record(f'r{number:02}', 'A', '127.0.0.1')) for number in range(25)])
from botocore.config import Config
retrying = client('route53', config=Config(retries=dict(mode='standard', total_max_attempts=8)))
pages = retrying.get_paginator('list_resource_record_sets').paginate(HostedZoneId=zone['Id'], PaginationConfig={'PageSize': 10})
answer([set['Name'].split('.')[0] for page in pages for set in page['ResourceRecordSets'] if set['Type'] == 'A' and set['Name'].startswith('r')])
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

test('a public zone is not signed, and a private one cannot be', async () => {
  const [status, refusal] = await boto3(
    sandbox,
    { account: environment },
    `${helpers}
public = r53.create_hosted_zone(Name='signed.example.', CallerReference='signed')['HostedZone']['Id']
status = r53.get_dnssec(HostedZoneId=public)['Status']['ServeSignature']
try:
    r53.get_dnssec(HostedZoneId=zone['Id'])
    refusal = 'none'
except ClientError as error: refusal = error.response['Error']['Code']
answer(status)
answer(refusal)
`,
  );
  expect(status).toBe('NOT_SIGNING');
  expect(refusal).toBe('InvalidArgument');
});
