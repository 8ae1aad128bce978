import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeKeyCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { DescribeDBInstancesCommand, DescribeDBProxiesCommand, RDSClient } from '@aws-sdk/client-rds';
import { ChangeResourceRecordSetsCommand, ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { sharedSandbox } from './support/sandbox.js';

const sandbox = sharedSandbox();

async function options(account: string, role?: string) {
  const { accessKeyId, secretAccessKey, sessionToken } = await sandbox.client.credentials(account, role);
  return {
    region: 'us-east-1',
    endpoint: sandbox.description.endpoint,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
  };
}

/** The name by which a caller tells errors apart. */
async function errorName(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => 'no error',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
}

test('STS', async () => {
  const sts = new STSClient(await options('production'));
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  expect(Account).toBe('222222222222');
  const RoleArn = 'arn:aws:iam::333333333333:role/BacklotScrub';
  expect(await errorName(sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' })))).toBe('AccessDenied');
});

test('KMS', async () => {
  const kms = new KMSClient(await options('cleanroom'));
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/backlot-raw' }));
  expect(KeyMetadata?.CreationDate).toBeInstanceOf(Date);
  expect(await errorName(kms.send(new DescribeKeyCommand({ KeyId: 'alias/none' })))).toBe('NotFoundException');
  const foreign = new KMSClient(await options('qa1'));
  const call = foreign.send(new EncryptCommand({ KeyId: KeyMetadata?.Arn, Plaintext: Buffer.from('text') }));
  expect(await errorName(call)).toBe('AccessDeniedException');
});

test('Route 53', async () => {
  const route53 = new Route53Client(await options('dns'));
  const { HostedZones } = await route53.send(new ListHostedZonesCommand({}));
  const [zone] = HostedZones ?? [];
  expect(zone?.Name).toBe('acme.example.');
  const change = (Action: 'CREATE' | 'DELETE', Value: string) =>
    route53.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: zone?.Id,
        ChangeBatch: {
          Changes: [
            {
              Action,
              ResourceRecordSet: { Name: 'sdk.acme.example', Type: 'A', TTL: 5, ResourceRecords: [{ Value }] },
            },
          ],
        },
      }),
    );
  const { ChangeInfo } = await change('CREATE', '127.0.0.1');
  expect(ChangeInfo?.Status).toBe('PENDING');
  expect(ChangeInfo?.SubmittedAt).toBeInstanceOf(Date);
  expect(await errorName(change('DELETE', '127.0.0.2'))).toBe('InvalidChangeBatch');
  await change('DELETE', '127.0.0.1');
});

test('RDS', async () => {
  const rds = new RDSClient(await options('production', 'BacklotSource'));
  const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({}));
  expect(DBInstances?.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier)).toEqual(
    expect.arrayContaining(['prod-messages', 'prod-orders', 'prod-users']),
  );
  const missing = rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'none' }));
  expect(await errorName(missing)).toBe('DBInstanceNotFoundFault');
  expect(await errorName(rds.send(new DescribeDBProxiesCommand({})))).toBe('AccessDenied');
  const administrator = new RDSClient(await options('production'));
  expect(await errorName(administrator.send(new DescribeDBProxiesCommand({})))).toBe('NotImplemented');
});

test('S3', async () => {
  const s3 = new S3Client(await options('builder'));
  const object = { Bucket: 'acme-backlot-state', Key: 'sdk/one' };
  await s3.send(new PutObjectCommand({ ...object, Body: 'text', IfNoneMatch: '*' }));
  const again = s3.send(new PutObjectCommand({ ...object, Body: 'text', IfNoneMatch: '*' }));
  expect(await errorName(again)).toBe('PreconditionFailed');
  const { Body } = await s3.send(new GetObjectCommand(object));
  expect(await Body?.transformToString()).toBe('text');
  const missing = s3.send(new GetObjectCommand({ ...object, Key: 'sdk/none' }));
  expect(await errorName(missing)).toBe('NoSuchKey');
});

test('EC2 and Secrets Manager', async () => {
  const ec2 = new EC2Client(await options('qa1'));
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand({}));
  expect(Vpcs?.length).toBeGreaterThan(0);
  const secrets = new SecretsManagerClient(await options('qa1', 'BacklotData'));
  const missing = secrets.send(new GetSecretValueCommand({ SecretId: 'backlot/qa1/none' }));
  expect(await errorName(missing)).toBe('ResourceNotFoundException');
  const forbidden = secrets.send(new GetSecretValueCommand({ SecretId: 'none' }));
  expect(await errorName(forbidden)).toBe('AccessDeniedException');
});
