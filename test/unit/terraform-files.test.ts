import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { childEnvironment } from '../../activities/terraform/child-environment.js';
import { renderOverride } from '../../activities/terraform/override-file.js';
import { planDigest, readProviderLocks, requireSame, type PlanParts } from '../../activities/terraform/plan-parts.js';
import { findMirror, renderCliConfiguration } from '../../activities/terraform/provider-mirror.js';
import { roomForRuns, Slots } from '../../activities/terraform/slots.js';
import { readUpstream } from '../../activities/terraform/upstream-values.js';
import { noState } from '../../activities/terraform/stack-state.js';

test('an endpoint of one’s own reaches state and buckets without losing anything else', () => {
  const backend = { bucket: 'b', key: 'k', use_lockfile: true, allowed_account_ids: ['111111111111'] };
  const configuration = JSON.stringify({
    terraform: { required_version: '>= 1.11.0', backend: { s3: backend } },
    provider: { aws: [{ region: 'us-east-1' }, { alias: 'dns', region: 'us-east-1' }] },
  });
  const endpoint = 'http://127.1.0.1:4566';
  expect(JSON.parse(renderOverride(configuration, { endpoint }) ?? '')).toEqual({
    terraform: {
      backend: {
        s3: { ...backend, endpoints: { s3: endpoint, sts: endpoint, iam: endpoint }, use_path_style: true },
      },
    },
    provider: { aws: [{ s3_use_path_style: true }, { alias: 'dns', s3_use_path_style: true }] },
  });
});

test('who only looks becomes one role everywhere, and nobody else', () => {
  const session = (account: string, role: string) => [
    { role_arn: `arn:aws:iam::${account}:role/${role}`, session_name: 'backlot-qa1.account' },
  ];
  const backend = { bucket: 'b', key: 'k', allowed_account_ids: ['111111111111'] };
  const configuration = JSON.stringify({
    terraform: { backend: { s3: backend } },
    provider: {
      aws: [
        { region: 'us-east-1', assume_role: session('555555555555', 'BacklotDeploy') },
        { alias: 'dns', region: 'us-east-1', assume_role: session('444444444444', 'BacklotDns') },
      ],
    },
  });
  const reader = { role: 'BacklotRead', stateAccount: '111111111111' };
  expect(JSON.parse(renderOverride(configuration, { reader }) ?? '')).toEqual({
    terraform: {
      backend: {
        s3: {
          ...backend,
          assume_role: { role_arn: 'arn:aws:iam::111111111111:role/BacklotRead', session_name: 'backlot-state' },
        },
      },
    },
    provider: {
      aws: [
        { assume_role: session('555555555555', 'BacklotRead') },
        { alias: 'dns', assume_role: session('444444444444', 'BacklotRead') },
      ],
    },
  });
  expect(renderOverride(configuration, {})).toBeUndefined();
});

test('Terraform’s environment holds what is listed here and nothing else', () => {
  expect(childEnvironment('/w', { path: '/bin' })).toEqual({
    PATH: '/bin',
    HOME: '/w/home',
    TMPDIR: '/w/tmp',
    TF_CLI_CONFIG_FILE: '/w/cli.tfrc',
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
  });
  expect(childEnvironment('/w', { path: '/bin', endpoint: 'http://127.1.0.1' })).toMatchObject({
    AWS_ENDPOINT_URL: 'http://127.1.0.1',
    HTTP_PROXY: 'http://127.1.0.1',
  });
});

describe('the mirror of providers', () => {
  let root: string;
  beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'backlot-test-'))));
  afterEach(() => rm(root, { recursive: true }));
  const make = (path: string) => mkdir(join(root, path, 'registry.terraform.io'), { recursive: true });

  test('is none on a machine without any', async () => {
    expect(await findMirror(undefined, root)).toBeUndefined();
    expect(renderCliConfiguration(undefined)).toBe('disable_checkpoint = true\n');
  });

  test('is the one that was named, then Terraform’s own, then one below /opt', async () => {
    await mkdir(join(root, 'opt/empty'), { recursive: true });
    await make('opt/providers');
    expect(await findMirror(undefined, root)).toBe(join(root, 'opt/providers'));
    await make('usr/share/terraform/plugins');
    expect(await findMirror(undefined, root)).toBe(join(root, 'usr/share/terraform/plugins'));
    await make('usr/local/share/terraform/plugins');
    expect(await findMirror(undefined, root)).toBe(join(root, 'usr/local/share/terraform/plugins'));
    expect(await findMirror('/srv/providers', root)).toBe('/srv/providers');
    expect(renderCliConfiguration('/srv/"a"')).toContain('path = "/srv/\\"a\\""');
  });
});

const parts: PlanParts = {
  stack: 'qa1.network.us-east-1',
  destroy: false,
  configuration: 'c',
  plan: 'p',
  state: { lineage: 'l', serial: 1 },
  upstream: 'u',
  terraform: '1.11.4',
  providers: { aws: '5.100.0 h1:x' },
  lastRun: '',
};

describe('the digest of a plan', () => {
  const others: readonly (readonly [keyof PlanParts, Partial<PlanParts>])[] = [
    ['stack', { stack: 'qa2.network.us-east-1' }],
    ['destroy', { destroy: true }],
    ['configuration', { configuration: 'd' }],
    ['plan', { plan: 'q' }],
    ['state', { state: { lineage: 'l', serial: 2 } }],
    ['state', { state: { lineage: 'm', serial: 1 } }],
    ['upstream', { upstream: 'v' }],
    ['terraform', { terraform: '1.12.0' }],
    ['providers', { providers: { aws: '5.100.0 h1:y' } }],
    ['lastRun', { lastRun: '2026-11-21T10:00:00.000Z' }],
  ];

  test.each(others)('changes with %s, and the refusal says so', (part, other) => {
    expect(planDigest({ ...parts, ...other })).not.toBe(planDigest(parts));
    expect(() => requireSame(parts, other)).toThrow(
      expect.objectContaining({ code: 'PlanChanged', details: { stack: parts.stack, changed: [part] } }) as Error,
    );
  });

  test('is the same for the same parts, in whatever order', () => {
    const turned = Object.fromEntries(Object.entries(parts).reverse()) as unknown as PlanParts;
    expect(planDigest(turned)).toBe(planDigest(parts));
    expect(() => requireSame(parts, parts)).not.toThrow();
  });
});

test('versions and checksums of providers come from Terraform’s lock file', () => {
  const file = `# comment
provider "registry.terraform.io/hashicorp/aws" {
  version     = "5.100.0"
  constraints = "5.100.0"
  hashes = [
    "h1:b=",
    "h1:a=",
  ]
}
`;
  expect(readProviderLocks(file)).toEqual({ 'registry.terraform.io/hashicorp/aws': '5.100.0 h1:a= h1:b=' });
  expect(readProviderLocks('')).toEqual({});
});

describe('values from other stacks', () => {
  const from = 'qa1.network.us-east-1';
  const imports = {
    vpc: { from, export: 'vpcId', type: 'string' },
    subnets: { from, export: 'subnetIds', type: 'list(string)' },
  } as const;
  const read = (outputs: object) =>
    readUpstream({ name: 'qa1.data.us-east-1', imports }, () => Promise.resolve({ ...noState, outputs } as never));

  test('are taken out of their states', async () => {
    expect(await read({ vpcId: { value: 'vpc-1' }, subnetIds: { value: ['a', 'b'] } })).toEqual({
      values: { vpc: 'vpc-1', subnets: ['a', 'b'] },
    });
  });

  test('are waited for while any is missing', async () => {
    expect(await read({ vpcId: { value: 'vpc-1' } })).toEqual({ waitsFor: [from] });
    expect(await read({})).toEqual({ waitsFor: [from] });
  });

  test.each([
    [{ vpcId: { value: ['vpc-1'] }, subnetIds: { value: ['a'] } }],
    [{ vpcId: { value: 'vpc-1' }, subnetIds: { value: ['a', 1] } }],
    [{ vpcId: { value: 1 }, subnetIds: { value: [] } }],
  ])('have the type that was declared, which %j have not', async (outputs) => {
    await expect(read(outputs)).rejects.toMatchObject({ code: 'InvalidInput' });
  });
});

describe('room for runs', () => {
  test.each([
    [8, 64, 8],
    [8, 2, 2],
    [2, 0.1, 1],
  ])('%d cores and %d GB are room for %d', (cores, gigabytes, room) => {
    expect(roomForRuns(cores, gigabytes * 1024 ** 3)).toBe(room);
  });

  test('whoever finds no slot waits, in line, and may leave it', async () => {
    const slots = new Slots(1);
    const order: string[] = [];
    let finish = () => {};
    const { signal } = new AbortController();
    const first = slots.use(signal, () => new Promise<void>((resolve) => (finish = resolve)));
    const impatient = new AbortController();
    const left = slots.use(impatient.signal, () => Promise.resolve(order.push('never')));
    const second = slots.use(signal, () => Promise.resolve(order.push('second')));
    const third = slots.use(signal, () => Promise.resolve(order.push('third')));
    impatient.abort(new Error('enough'));
    await expect(left).rejects.toThrow('enough');
    expect(order).toEqual([]);
    finish();
    await Promise.all([first, second, third]);
    expect(order).toEqual(['second', 'third']);
  });
});
