import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { boto3 } from './support/boto3.js';
import { sharedSandbox, uniqueEnvironment } from './support/sandbox.js';

const sandbox = sharedSandbox();

test('the management account sees the whole organisation, a member does not', async () => {
  const script = `
pages = lambda: [account['Name'] for page in client('organizations').get_paginator('list_accounts').paginate() for account in page['Accounts']]
answer(code_of(pages))
answer(pages() if code_of(pages) == 'ok' else [])
answer(client('organizations').describe_organization()['Organization']['MasterAccountId'])
`;
  const [, names, master] = await boto3(sandbox, { account: 'management' }, script);
  expect(names).toEqual(expect.arrayContaining(['management', 'builder', 'production', 'cleanroom', 'dns', 'qa1']));
  expect(master).toBe('100000000000');
  expect(await boto3(sandbox, { account: 'production' }, script)).toEqual(['AccessDeniedException', [], master]);
});

test('in a closed account nothing works any more', async () => {
  const environment = uniqueEnvironment();
  const { id } = await sandbox.client.addEnvironment(environment);
  const { accessKeyId, secretAccessKey, sessionToken } = await sandbox.client.credentials(environment);
  const inside = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
  const use = `answer(code_of(lambda: client('rds').describe_db_instances()))`;
  const useInside = () => boto3(sandbox, { account: 'management', environment: inside }, use);
  expect(await useInside()).toEqual(['ok']);
  const [status, again, assumed] = await boto3(
    sandbox,
    { account: 'management' },
    `
organizations = client('organizations')
organizations.close_account(AccountId='${id}')
answer(organizations.describe_account(AccountId='${id}')['Account']['Status'])
answer(code_of(lambda: organizations.close_account(AccountId='${id}')))
base = json.load(open('${sandbox.description.baseCredentialsFile}'))
base = session({'AccessKeyId': base['accessKeyId'], 'SecretAccessKey': base['secretAccessKey']})
answer(code_of(lambda: base.client('sts').assume_role(RoleArn='arn:aws:iam::${id}:role/BacklotData', RoleSessionName='test')))
`,
  );
  expect([status, again, assumed]).toEqual(['SUSPENDED', 'AccountAlreadyClosedException', 'AccessDenied']);
  expect(await useInside()).toEqual(['InvalidClientTokenId']);
});

test('every place has an address of its own, and every data queue a place', async () => {
  const { places, sourceAddresses } = await sandbox.client.describe();
  const addresses = Object.values(places);
  expect(new Set(addresses).size).toBe(addresses.length);
  expect(places).toMatchObject({
    'production-app': expect.stringMatching(/^127\./) as string,
    intruder: expect.stringMatching(/^127\./) as string,
    'qa1-client': expect.stringMatching(/^127\./) as string,
  });
  expect(sourceAddresses['backlot-data/cleanroom/eu-central-1']).toBe(places['cleanroom-worker/eu-central-1']);
  for (const address of Object.values(sourceAddresses)) expect(addresses).toContain(address);
});

test('the databases of production let its application in, and nobody else', async () => {
  const { client, description } = sandbox;
  const { places } = await client.describe();
  const resolver = new Resolver();
  resolver.setServers([description.dnsServer]);
  const [endpoint] = await boto3(
    sandbox,
    { account: 'production' },
    `answer(client('rds').describe_db_instances(DBInstanceIdentifier='prod-users')['DBInstances'][0]['Endpoint']['Address'])`,
  );
  const [address = ''] = await resolver.resolve4(String(endpoint));
  for (const [place, expected] of [
    ['production-app', 'answered'],
    ['intruder', 'dropped'],
    ['cleanroom-worker/us-east-1', 'dropped'],
    ['qa1-client', 'dropped'],
  ] as const) {
    const source = places[place] ?? '';
    expect(await knock(address, source)).toBe(expected);
    const where = { account: 'production', region: 'us-east-1', instance: 'prod-users' };
    const mine = (await client.connections(where)).filter((attempt) => attempt.source === source);
    expect(mine.at(-1)?.accepted).toBe(expected === 'answered');
  }
});

/** Sends PostgreSQL's SSLRequest from a source address: a server that lets it in answers with one byte. */
async function knock(address: string, localAddress: string): Promise<'answered' | 'dropped'> {
  return await new Promise((done) => {
    const socket = connect({ host: address, port: 5432, localAddress });
    socket.once('connect', () => socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])));
    socket.once('data', () => {
      done('answered');
      socket.destroy();
    });
    socket.once('error', () => done('dropped'));
    socket.once('close', () => done('dropped'));
  });
}
