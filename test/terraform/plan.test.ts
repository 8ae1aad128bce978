/*
 * A plan on a laptop, with real Terraform: it looks at everything as the role that can change nothing, writes nothing, and
 * tells the same before and after an apply as the apply itself.
 */
import { readFile } from 'node:fs/promises';
import { DeleteVpcCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DeleteDBSubnetGroupCommand, RDSClient } from '@aws-sdk/client-rds';
import { DeleteHostedZoneCommand, ListHostedZonesCommand } from '@aws-sdk/client-route-53';
import { DeleteAliasCommand } from '@aws-sdk/client-kms';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { run } from '../../cli/run.js';
import { exitCodes } from '../../cli/output/exit-codes.js';
import { stateKey } from '../../domain/stacks/state-keys.js';
import { productVariables } from '../../sandbox/runtime/environment-variables.js';
import { signIn } from '../laws/support/administrator.js';
import { digestOf, layGround, stackOf, type Ground } from './support/ground.js';

const secret = 'TF_VAR_subnetIds';

let ground: Ground;
let output = '';

beforeAll(async () => {
  ground = await layGround((account) => {
    account['blueprint'] = 'sandbox';
    account['regions'] = { 'us-east-1': { cidr: '10.78.0.0/16', availabilityZones: 2 } };
  });
  await ground.fleet.edit('organization.yaml', (organization) => {
    organization['prices'] = { aws_vpc_endpoint: '15.00 USD', aws_kms_key: '1.00 USD' };
  });
  const { sandbox, environment } = ground;
  // The sandbox gives every environment what its stacks would make.
  const { kms, rds, route53 } = await signIn(sandbox, environment.name);
  await kms.send(new DeleteAliasCommand({ AliasName: 'alias/backlot-data' }));
  await rds.send(new DeleteDBSubnetGroupCommand({ DBSubnetGroupName: 'backlot-data' }));
  const { HostedZones = [] } = await route53.send(new ListHostedZonesCommand({}));
  for (const { Id } of HostedZones) await route53.send(new DeleteHostedZoneCommand({ Id }));
  const description = await sandbox.client.describe();
  const base = JSON.parse(await readFile(description.baseCredentialsFile, 'utf8')) as Record<string, string>;
  const person = {
    ...productVariables(description),
    AWS_ACCESS_KEY_ID: base['accessKeyId'],
    AWS_SECRET_ACCESS_KEY: base['secretAccessKey'],
    AWS_EC2_METADATA_DISABLED: 'true',
    // It lies around, and must not reach anything.
    AWS_ENDPOINT_URL: 'http://127.9.9.9:9',
    [secret]: '["poison"]',
  };
  for (const [name, value] of Object.entries(person)) vi.stubEnv(name, value);
}, 120_000);

beforeEach(() => {
  output = '';
  vi.spyOn(console, 'log').mockImplementation((text) => void (output += `${String(text)}\n`));
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await ground.close();
});

interface Told {
  readonly stacks: readonly { readonly stack: string; readonly outcome: string; readonly summary?: object }[];
  readonly estimate?: object;
}

/** Plans as a person does, and looks at what was called meanwhile: only looks, and only as BacklotRead. */
async function plan(...args: string[]): Promise<{ told: Told; exitCode: number }> {
  const { sandbox, environment, fleet } = ground;
  const since = new Date().toISOString();
  await run(['plan', environment.name, '--fleet', fleet.path, '--json', ...args]);
  const calls = (await sandbox.client.calls({ since })).filter(({ service }) => service !== 'sts');
  expect(calls.length).toBeGreaterThan(5);
  expect([...new Set(calls.map(({ role }) => role))]).toEqual(['BacklotRead']);
  const wrong = calls.filter(({ mutating, result }) => mutating || /Denied|Unauthorized/.test(result));
  expect([...new Set(wrong.map(({ service, action, result }) => `${service}:${action} ${result}`))]).toEqual([]);
  return { told: JSON.parse(output) as Told, exitCode: Number(process.exitCode ?? 0) };
}

/** A role that is there, as the state of the stack of roles would have it. */
const role = (name: string) => ({
  mode: 'managed',
  type: 'aws_iam_role',
  name,
  provider: 'provider["registry.terraform.io/hashicorp/aws"]',
  instances: [{ schema_version: 0, attributes: { id: name, name } }],
});

test('before an apply a plan tells what is missing and what it costs, and what has to wait', async () => {
  const { name } = ground.environment;
  await ground.bucket.writeJson(stateKey(name, `${name}.roles`), {
    version: 4,
    serial: 1,
    lineage: 'roles',
    outputs: {},
    resources: [role('BacklotRead'), role('BacklotData'), role('BacklotDeploy')],
  });
  const { told, exitCode } = await plan('--exit-code');
  expect(exitCode).toBe(exitCodes.differs);
  expect(told.stacks).toMatchObject([
    { stack: `${name}.roles`, outcome: 'changes' },
    { stack: `${name}.network.us-east-1`, outcome: 'changes', summary: { destructive: false } },
    { stack: `${name}.account`, outcome: 'deferred', waitsFor: [`${name}.network.us-east-1`] },
    { stack: `${name}.data.us-east-1`, outcome: 'deferred', waitsFor: [`${name}.network.us-east-1`] },
  ]);
  expect(told.estimate).toMatchObject({
    priced: ['aws_vpc_endpoint'],
    notPriced: expect.arrayContaining(['aws_subnet', 'aws_vpc']) as unknown,
  });
}, 300_000);

test('after an apply there is nothing to change, and the role that looked could not change anything', async () => {
  const { environment, sandbox } = ground;
  for (const scope of ['network.us-east-1', 'account', 'data.us-east-1']) {
    const stack = stackOf(ground, scope);
    const made = await ground.plan({ stack });
    await ground.apply({ stack, digest: digestOf(made) });
    output = '';
    const { told, exitCode } = await plan('--exit-code', '--stack', scope);
    expect(told.stacks).toEqual([{ stack: stack.name, outcome: 'unchanged' }]);
    expect(exitCode).toBe(exitCodes.ok);
  }
  const credentials = await sandbox.client.credentials(environment.name, 'BacklotRead');
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const reader = {
    region: 'us-east-1',
    endpoint: sandbox.description.endpoint,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
  };
  const { Vpcs = [] } = await new EC2Client(reader).send(new DescribeVpcsCommand({}));
  const VpcId = Vpcs.find(({ IsDefault }) => IsDefault !== true)?.VpcId;
  await expect(new EC2Client(reader).send(new DeleteVpcCommand({ VpcId }))).rejects.toMatchObject({
    name: 'UnauthorizedOperation',
  });
  const remove = new DeleteDBSubnetGroupCommand({ DBSubnetGroupName: 'backlot-data' });
  await expect(new RDSClient(reader).send(remove)).rejects.toMatchObject({ name: 'AccessDenied' });
}, 900_000);
