import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ListKeysCommand, KMSClient } from '@aws-sdk/client-kms';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeAll, describe, expect, test } from 'vitest';
import { administratorRole } from '../../sandbox/organization/roles.js';
import { SandboxError } from '../../sandbox/runtime/sandbox-error.js';
import { boto3 } from './support/boto3.js';
import { faultStage, type FaultStage } from './support/fault-stage.js';

/** One call of each protocol, as the JS SDK and as boto3 make it. */
const calls = {
  rds: [RDSClient, DescribeDBInstancesCommand, 'describe_db_instances'],
  sts: [STSClient, GetCallerIdentityCommand, 'get_caller_identity'],
  route53: [Route53Client, ListHostedZonesCommand, 'list_hosted_zones'],
  kms: [KMSClient, ListKeysCommand, 'list_keys'],
  secretsmanager: [SecretsManagerClient, ListSecretsCommand, 'list_secrets'],
  ec2: [EC2Client, DescribeVpcsCommand, 'describe_vpcs'],
  s3: [S3Client, ListBucketsCommand, 'list_buckets'],
} as const;
type Service = keyof typeof calls;

let stage: FaultStage;
beforeAll(async () => {
  stage = await faultStage();
});

async function callWithJs(service: Service, maxAttempts = 1): Promise<unknown> {
  const [Client, Command] = calls[service];
  const client = new Client({ ...stage.clientOptions, maxAttempts }) as unknown as {
    send(command: unknown): Promise<unknown>;
  };
  return await client.send(new (Command as new (input: object) => unknown)({}));
}

/** Name, HTTP status and number of attempts, as a caller finds them on an error. */
async function jsError(call: Promise<unknown>) {
  const error = (await call.then(
    () => new Error('no error'),
    (thrown: unknown) => thrown,
  )) as Error & {
    $metadata?: { httpStatusCode?: number; attempts?: number };
  };
  return [error.name, error.$metadata?.httpStatusCode, error.$metadata?.attempts];
}

describe('an error has the name that each protocol gives it', () => {
  const words: Record<string, Record<Service, readonly [name: string, status: number]>> = {
    Throttling: {
      rds: ['Throttling', 400],
      sts: ['Throttling', 400],
      route53: ['Throttling', 400],
      kms: ['ThrottlingException', 400],
      secretsmanager: ['ThrottlingException', 400],
      ec2: ['RequestLimitExceeded', 503],
      s3: ['SlowDown', 503],
    },
    InternalFailure: {
      rds: ['InternalFailure', 500],
      sts: ['InternalFailure', 500],
      route53: ['InternalFailure', 500],
      kms: ['KMSInternalException', 500],
      secretsmanager: ['InternalServiceError', 500],
      ec2: ['InternalError', 500],
      s3: ['InternalError', 500],
    },
    ServiceUnavailable: {
      rds: ['ServiceUnavailable', 503],
      sts: ['ServiceUnavailable', 503],
      route53: ['ServiceUnavailable', 503],
      kms: ['ServiceUnavailableException', 503],
      secretsmanager: ['ServiceUnavailableException', 503],
      ec2: ['Unavailable', 503],
      s3: ['ServiceUnavailable', 503],
    },
    ExpiredToken: {
      rds: ['ExpiredToken', 403],
      sts: ['ExpiredToken', 403],
      route53: ['ExpiredToken', 403],
      kms: ['ExpiredTokenException', 400],
      secretsmanager: ['ExpiredTokenException', 400],
      ec2: ['RequestExpired', 400],
      s3: ['ExpiredToken', 400],
    },
  };

  test.each(Object.entries(words))('%s', async (code, expected) => {
    await stage.under({ effect: { kind: 'error', code } }, async () => {
      const seen = await Promise.all(
        Object.keys(calls).map(async (service) => [
          service,
          (await jsError(callWithJs(service as Service))).slice(0, 2),
        ]),
      );
      expect(Object.fromEntries(seen)).toEqual(expected);
      const script = Object.entries(calls).map(
        ([service, [, , method]]) => `answer(['${service}', code_of(lambda: client('${service}').${method}())])`,
      );
      const codes = Object.entries(expected).map(([service, [name]]) => [service, name]);
      expect(await boto3(stage.sandbox, { account: stage.environment.name }, script.join('\n'))).toEqual(codes);
    });
  });

  test('any other name is passed on as it is', async () => {
    const effect = { kind: 'error', code: 'SnapshotQuotaExceeded', message: 'Full.' } as const;
    await stage.under({ effect, service: 'rds' }, async () => {
      expect(await jsError(callWithJs('rds'))).toEqual(['SnapshotQuotaExceededFault', 400, 1]);
      expect(await jsError(callWithJs('sts'))).toEqual(['Error', undefined, undefined]);
    });
  });
});

describe('clients try again', () => {
  test.each([
    ['Throttling', 'rds'],
    ['InternalFailure', 's3'],
  ] as const)('after %s of %s', async (code, service) => {
    const spec = { effect: { kind: 'error', code }, service, times: 1 } as const;
    await stage.under(spec, async (fault) => {
      await callWithJs(service, 2);
      expect(await stage.injected(fault.id)).toHaveLength(1);
    });
    await stage.under(spec, async (fault) => {
      const [retries] = await boto3(
        stage.sandbox,
        { account: stage.environment.name, environment: { AWS_MAX_ATTEMPTS: '2', AWS_RETRY_MODE: 'standard' } },
        `answer(client('${service}').${calls[service][2]}()['ResponseMetadata']['RetryAttempts'])`,
      );
      expect(retries).toBe(1);
      expect(await stage.injected(fault.id)).toHaveLength(1);
    });
  });

  test('and give up when it does not end', async () => {
    await stage.under({ effect: { kind: 'error', code: 'Throttling' }, service: 'sts' }, async () => {
      expect(await jsError(callWithJs('sts', 2))).toEqual(['Throttling', 400, 2]);
    });
  });

  test('but not with what is their own fault', async () => {
    await stage.under({ effect: { kind: 'error', code: 'AccessDenied' }, service: 'rds' }, async () => {
      expect(await jsError(callWithJs('rds', 2))).toEqual(['AccessDenied', 403, 1]);
    });
  });
});

describe('which calls are met', () => {
  /** Whether each of so many calls in a row failed. */
  async function failures(count: number): Promise<boolean[]> {
    const seen: boolean[] = [];
    for (let call = 0; call < count; call += 1) {
      seen.push(
        await callWithJs('sts').then(
          () => false,
          () => true,
        ),
      );
    }
    return seen;
  }
  const effect = { kind: 'error', code: 'InternalFailure' } as const;

  test('a rate meets its part of them, the same ones for the same seed', async () => {
    const run = (seed: number) => stage.under({ effect, service: 'sts', rate: 0.3, seed }, () => failures(40));
    const [first, again, other] = [await run(7), await run(7), await run(8)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    const met = first.filter(Boolean).length;
    expect(met).toBeGreaterThanOrEqual(5);
    expect(met).toBeLessThanOrEqual(20);
  });

  test('some may pass first, and only so many are met', async () => {
    await stage.under({ effect, service: 'sts', after: 2, times: 1 }, async ({ id }) => {
      expect(await failures(5)).toEqual([false, false, true, false, false]);
      expect((await stage.sandbox.client.faults()).find((fault) => fault.id === id)).toMatchObject({
        matched: 5,
        met: 1,
      });
    });
  });

  test.each([
    ['role', { role: administratorRole }, { role: 'BacklotData' }],
    ['action', { action: 'GetCallerIdentity' }, { action: 'AssumeRole' }],
    ['region', { region: 'us-east-1' }, { region: 'eu-west-1' }],
    ['resource', { resource: '*' }, { resource: 'some*' }],
  ])('only those of a %s', async (_, matching, others) => {
    await stage.under({ effect, service: 'sts', ...others }, async () => expect(await failures(1)).toEqual([false]));
    await stage.under({ effect, service: 'sts', ...matching }, async () => expect(await failures(1)).toEqual([true]));
  });

  test('a call meets all that match it, up to the first that ends it', async () => {
    await stage.under({ effect: { kind: 'latency', ms: 150 }, service: 'sts' }, async (latency) => {
      await stage.under({ effect, service: 'sts' }, async (error) => {
        await stage.under({ effect: { kind: 'disconnect', moment: 'before' }, service: 'sts' }, async (late) => {
          expect(await failures(1)).toEqual([true]);
          const [call] = await stage.injected(error.id);
          expect(call).toMatchObject({ result: 'InternalFailure', status: 500 });
          expect(call?.injected).toEqual([
            { id: latency.id, effect: 'latency' },
            { id: error.id, effect: 'InternalFailure' },
          ]);
          expect(call?.durationMs).toBeGreaterThanOrEqual(145);
          expect(await stage.injected(late.id)).toEqual([]);
        });
      });
    });
  });
});

describe('what is no fault is refused', () => {
  test.each([
    ['an unknown kind', { effect: { kind: 'surprise' } }],
    ['an unknown member', { effect: { kind: 'stuck' }, acount: 'qa1' }],
    ['a rate above all', { effect: { kind: 'stuck' }, rate: 30 }],
    ['consistency of nothing in particular', { effect: { kind: 'eventual', ms: 100 }, service: 'rds' }],
  ])('%s', async (_, spec) => {
    const error = await stage.sandbox.client.addFault(spec as never).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SandboxError);
    expect(error).toMatchObject({ kind: 'invalid' });
  });
});
