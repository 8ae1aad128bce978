import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
// A cold start of all that the command needs takes its time, which is none of the tests'.
import '../../cli/commands/plan.js';
import { exitCodes } from '../../cli/output/exit-codes.js';
import { renderPlans, tellPlans } from '../../cli/plans/render-plans.js';
import { run } from '../../cli/run.js';
import { estimatePlan } from '../../domain/stacks/estimate-plan.js';
import type { TerraformPlan } from '../../domain/stacks/terraform-plan.js';

const usd = (amount: number) => ({ amount, currency: 'USD' });
const change = (type: string, action: 'create' | 'delete' | 'update' | 'replace') => ({
  address: `${type}.one`,
  type,
  action,
});

describe('the estimate of plans', () => {
  const prices = { aws_nat_gateway: usd(32.85), aws_vpc_endpoint: usd(7.3), aws_lb: { amount: 20, currency: 'EUR' } };

  test('adds what is created and takes away what is deleted, of priced types only', () => {
    const changes = [
      change('aws_nat_gateway', 'create'),
      change('aws_vpc_endpoint', 'create'),
      change('aws_vpc_endpoint', 'create'),
      change('aws_lb', 'delete'),
      change('aws_vpc', 'create'),
    ];
    expect(estimatePlan(changes, prices)).toEqual({
      monthly: { USD: 47.45, EUR: -20 },
      priced: ['aws_lb', 'aws_nat_gateway', 'aws_vpc_endpoint'],
      notPriced: ['aws_vpc'],
    });
  });

  test('takes what is replaced or updated as costing what it did', () => {
    const changes = [change('aws_nat_gateway', 'replace'), change('aws_lb', 'update')];
    expect(estimatePlan(changes, prices)).toEqual({ monthly: {}, priced: [], notPriced: [] });
  });

  test('is none where the fleet gives no prices', () => {
    expect(estimatePlan([change('aws_vpc', 'create')], {})).toBeUndefined();
  });
});

describe('the end of a plan', () => {
  const plan: TerraformPlan = {
    resource_changes: [
      {
        address: 'aws_kms_key.key',
        type: 'aws_kms_key',
        change: { actions: ['delete'], before: { description: 'hunter2' }, before_sensitive: { description: true } },
      },
      { address: 'aws_vpc.vpc', type: 'aws_vpc', change: { actions: ['create'], after: { cidr_block: '10.0.0.0/8' } } },
    ],
  };
  const told = tellPlans(
    'qa1',
    [
      { name: 'qa1.network.us-east-1', preview: { outcome: 'changes', text: 'Terraform’s words', plan } },
      { name: 'qa1.account', preview: { outcome: 'unchanged' } },
      { name: 'qa1.data.us-east-1', preview: { outcome: 'deferred', waitsFor: ['qa1.network.us-east-1'] } },
    ],
    { aws_kms_key: usd(1) },
  );

  test('tells risks before changes, what waits for what, and what has no price', () => {
    expect(renderPlans(told)).toEqual([
      'qa1: 1 of 3 stacks change',
      '  qa1.network.us-east-1: 1 to delete, 1 to create',
      '    ! deletes the key, and with it all that it encrypts: aws_kms_key.key',
      '    delete aws_kms_key.key',
      '    create aws_vpc.vpc',
      '  qa1.account: nothing to change',
      '  qa1.data.us-east-1: not planned, because it needs values of qa1.network.us-east-1, never applied so far',
      'Estimate: −1.00 USD a month for aws_kms_key, at the fleet’s prices',
      '  not priced: aws_vpc',
    ]);
  });

  test('names resources and holds no values, neither sensitive ones nor others', () => {
    expect(JSON.stringify(told)).not.toMatch(/hunter2|10\.0\.0\.0|words/);
  });
});

describe('backlot plan', () => {
  let output: string;
  let server: Server | undefined;

  beforeEach(() => {
    output = '';
    for (const method of ['log', 'error'] as const) {
      vi.spyOn(console, method).mockImplementation((text) => void (output += `${String(text)}\n`));
    }
    for (const name of Object.keys(process.env)) if (/^(AWS|BACKLOT)_/.test(name)) vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    process.exitCode = undefined;
    await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
    server = undefined;
  });

  async function outcome(...args: string[]): Promise<number> {
    await run(['plan', ...args, '--fleet', 'examples/acme']);
    return Number(process.exitCode ?? 0);
  }

  test.each([
    ['an environment that there is not', ['qa9'], exitCodes.unreachable, /NotFound: .*no environment "qa9".*qa1/],
    [
      'a stack that there is not',
      ['qa1', '--stack', 'qa1.acount'],
      exitCodes.unreachable,
      /perhaps you meant qa1\.account/,
    ],
    ['an account of the organisation', ['cleanroom'], exitCodes.usage, /applied by a person.*backlot synth cleanroom/],
    ['no credentials', ['qa1'], exitCodes.usage, /You have no AWS credentials here, .*Sign in as yourself/],
  ])('%s is told before anything is asked', async (_, args, exitCode, words) => {
    expect(await outcome(...args)).toBe(exitCode);
    expect(output).toMatch(words);
  });

  test('credentials that AWS does not take are told as such', async () => {
    server = createServer((_, response) => {
      response.writeHead(403, { 'content-type': 'text/xml' });
      response.end('<ErrorResponse><Error><Code>ExpiredToken</Code><Message>no</Message></Error></ErrorResponse>');
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    vi.stubEnv('BACKLOT_AWS_ENDPOINT', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAOLD');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'old');
    expect(await outcome('qa1')).toBe(exitCodes.failed);
    expect(output).toMatch(/AccessDenied: AWS did not tell who you are \(ExpiredToken\).*Sign in again/);
  });
});
