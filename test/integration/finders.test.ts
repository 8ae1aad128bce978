import { randomBytes } from 'node:crypto';
import { CreateWorkGroupCommand } from '@aws-sdk/client-athena';
import { CreateBudgetCommand } from '@aws-sdk/client-budgets';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as ec2 from '@aws-sdk/client-ec2';
import { CreateClusterCommand } from '@aws-sdk/client-ecs';
import { CreateDatabaseCommand } from '@aws-sdk/client-glue';
import * as iam from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand } from '@aws-sdk/client-kms';
import { CreateDBParameterGroupCommand, CreateDBSubnetGroupCommand } from '@aws-sdk/client-rds';
import {
  ChangeResourceRecordSetsCommand,
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
} from '@aws-sdk/client-route-53';
import {
  CreateBucketCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAwsAccess, type AwsAccess } from '../../activities/aws/access.js';
import { credentialProvider } from '../../activities/aws/sessions.js';
import { createReach } from '../../activities/finders/finder.js';
import { findEverything, finders } from '../../activities/finders/registry.js';
import { removalOrder } from '../../domain/removal-order.js';
import { belongsTo } from '../../domain/belongs-to.js';
import type { FoundAt } from '../../domain/messages/listing.js';
import type { FinderType } from '../../domain/stacks/finder-types.js';
import { productAccess } from '../laws/support/product-access.js';
import { sharedSandbox, uniqueEnvironment } from './support/sandbox.js';

const sandbox = sharedSandbox();
const environment = uniqueEnvironment();
const household = { environment, organization: 'acme' };
const region = 'us-east-1';
const stack = `${environment}.everything.${region}`;
const tags = { 'backlot:environment': environment, 'backlot:stack': stack };
const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
const tagged = (ResourceType: ec2.ResourceType) => [{ ResourceType, Tags }];

/** What a stack would make, by type; of some types what the account had before is left out. */
type Made = Partial<Record<FinderType, string[]>>;

let aws: AwsAccess;
let place: { account: string; region: string; role: string };
let before: FoundAt[];
let made: Made;

beforeAll(async () => {
  const { id: account } = await sandbox.client.addEnvironment(environment);
  place = { account, region, role: 'OrganizationAccountAccessRole' };
  aws = createAwsAccess({
    base: {
      account: '100000000000',
      region,
      credentials: credentialProvider(async () => {
        const { expiration, ...keys } = await sandbox.client.credentials('management');
        return { ...keys, expiration: new Date(expiration) };
      }),
    },
    endpoint: sandbox.description.endpoint,
    sourceGuard: { productionAccount: '222222222222', cleanroomAccount: '333333333333', temporaryInstances: false },
  });
  before = await findEverything(aws, [place]);
  made = await makeEverything();
}, 120_000);

describe('finders', () => {
  test('see what somebody has made, and know it as the environment’s', async () => {
    const now = await findEverything(aws, [place]);
    const known = new Set(before.map(keyOf));
    const come = now.filter((found) => !known.has(keyOf(found)));
    const seen: Record<string, string[]> = {};
    for (const { type, importId } of come) (seen[type] ??= []).push(importId);
    expect(seen).toMatchObject(made);
    // AWS marks the interface of a gateway as its own; the sandbox does not.
    const others = come.filter(({ type }) => type !== 'aws_network_interface');
    expect(others.filter((found) => belongsTo(household, found) !== 'ours')).toEqual([]);
  });

  test('see the same with the rights of BacklotDeploy', async () => {
    const { aws: workers } = await productAccess(sandbox);
    const seen = await findEverything(workers, [{ ...place, role: 'BacklotDeploy' }]);
    const ours = (found: readonly FoundAt[]) =>
      found
        .filter((each) => belongsTo(household, each) === 'ours')
        .map(keyOf)
        .toSorted();
    expect(ours(seen)).toEqual(ours(await findEverything(aws, [place])));
  });

  test('know AWS’s and the organisation’s own as such', () => {
    const own = before.filter((found) => belongsTo(household, found) === 'organization');
    expect(own.map(({ type, name }) => [type, name])).toContainEqual(['aws_iam_role', 'OrganizationAccountAccessRole']);
    expect(new Set(own.map(({ type }) => type))).toContain('aws_athena_workgroup');
  });

  test('take it away again, in an order that AWS lets pass', async () => {
    const known = new Set(before.map(keyOf));
    for (const type of removalOrder) {
      const reach = createReach(aws, place);
      const { remove } = finders[type];
      if (remove === undefined) continue;
      for (const found of await finders[type].list(reach)) {
        if (!known.has(`${type} ${found.id}`) && found.ending === undefined) await remove(reach, found);
      }
    }
    const left = (await findEverything(aws, [place])).filter((found) => !known.has(keyOf(found)));
    expect(left.filter(({ ending }) => ending === undefined)).toEqual([]);
    expect(left.map(({ type, ending }) => [type, ending])).toContainEqual(['aws_kms_key', 'PendingDeletion']);
  });
});

function keyOf({ type, id }: Pick<FoundAt, 'type' | 'id'>): string {
  return `${type} ${id}`;
}

async function makeEverything(): Promise<Made> {
  const network = await makeNetwork();
  const suffix = randomBytes(3).toString('hex');
  const bucket = `${environment}-lake-${suffix}`;
  await aws.s3(place).send(new CreateBucketCommand({ Bucket: bucket }));
  await aws.s3(place).send(new PutBucketTaggingCommand({ Bucket: bucket, Tagging: { TagSet: Tags } }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await aws.s3(place).send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  for (const Body of ['one', 'two']) await aws.s3(place).send(new PutObjectCommand({ Bucket: bucket, Key: 'x', Body }));
  await aws.athena(place).send(new CreateWorkGroupCommand({ Name: environment, Tags }));
  const limit = { BudgetLimit: { Amount: '5', Unit: 'USD' }, BudgetType: 'COST', TimeUnit: 'MONTHLY' } as const;
  const Budget = { BudgetName: `backlot-${environment}`, ...limit };
  await aws.budgets(place).send(new CreateBudgetCommand({ AccountId: place.account, Budget }));
  const logGroupName = `/backlot/${environment}/services`;
  await aws.logs(place).send(new CreateLogGroupCommand({ logGroupName }));
  await aws.ecs(place).send(new CreateClusterCommand({ clusterName: environment }));
  await aws.glue(place).send(new CreateDatabaseCommand({ DatabaseInput: { Name: environment } }));
  const queue = await aws.sqs(place).send(new CreateQueueCommand({ QueueName: `${environment}-jobs`, tags }));
  const secret = await aws
    .secrets(place)
    .send(new CreateSecretCommand({ Name: `backlot/${environment}/users/app`, SecretString: 'x' }));
  const DBParameterGroupName = `users-20261121-${suffix}`;
  await aws.rds(place).send(
    new CreateDBParameterGroupCommand({
      DBParameterGroupName,
      DBParameterGroupFamily: 'postgres18',
      Description: 'made by a refresh',
      Tags,
    }),
  );
  const key = await aws
    .kms(place)
    .send(new CreateKeyCommand({ Tags: Tags.map(({ Key: TagKey, Value: TagValue }) => ({ TagKey, TagValue })) }));
  const keyId = key.KeyMetadata?.KeyId ?? '';
  const alias = `alias/backlot-${suffix}`;
  await aws.kms(place).send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: keyId }));
  return {
    ...network,
    ...(await makeRights()),
    ...(await makeZone()),
    aws_s3_bucket: [bucket],
    aws_athena_workgroup: [environment],
    aws_budgets_budget: [`${place.account}:backlot-${environment}`],
    aws_cloudwatch_log_group: [logGroupName],
    aws_ecs_cluster: [environment],
    aws_glue_catalog_database: [`${place.account}:${environment}`],
    aws_sqs_queue: [queue.QueueUrl ?? ''],
    aws_secretsmanager_secret: [secret.ARN ?? ''],
    aws_db_parameter_group: [DBParameterGroupName],
    aws_kms_key: [keyId],
    aws_kms_alias: [alias],
  };
}

async function makeNetwork(): Promise<Made> {
  const client = aws.ec2(place);
  const { Vpc } = await client.send(
    new ec2.CreateVpcCommand({ CidrBlock: '10.77.0.0/16', TagSpecifications: tagged('vpc') }),
  );
  const VpcId = Vpc?.VpcId ?? '';
  const subnet = async (zone: string, CidrBlock: string): Promise<string> => {
    const AvailabilityZone = `${region}${zone}`;
    const { Subnet } = await client.send(
      new ec2.CreateSubnetCommand({ VpcId, AvailabilityZone, CidrBlock, TagSpecifications: tagged('subnet') }),
    );
    return Subnet?.SubnetId ?? '';
  };
  const SubnetId = await subnet('a', '10.77.1.0/24');
  const otherSubnetId = await subnet('b', '10.77.2.0/24');
  const { InternetGateway } = await client.send(
    new ec2.CreateInternetGatewayCommand({ TagSpecifications: tagged('internet-gateway') }),
  );
  const InternetGatewayId = InternetGateway?.InternetGatewayId ?? '';
  await client.send(new ec2.AttachInternetGatewayCommand({ VpcId, InternetGatewayId }));
  const { RouteTable } = await client.send(
    new ec2.CreateRouteTableCommand({ VpcId, TagSpecifications: tagged('route-table') }),
  );
  const RouteTableId = RouteTable?.RouteTableId ?? '';
  const way = { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: InternetGatewayId };
  await client.send(new ec2.CreateRouteCommand(way));
  await client.send(new ec2.AssociateRouteTableCommand({ RouteTableId, SubnetId }));
  const { AllocationId = '' } = await client.send(
    new ec2.AllocateAddressCommand({ Domain: 'vpc', TagSpecifications: tagged('elastic-ip') }),
  );
  const { NatGateway } = await client.send(
    new ec2.CreateNatGatewayCommand({ SubnetId, AllocationId, TagSpecifications: tagged('natgateway') }),
  );
  const { VpcEndpoint } = await client.send(
    new ec2.CreateVpcEndpointCommand({
      VpcId,
      ServiceName: `com.amazonaws.${region}.s3`,
      VpcEndpointType: 'Gateway',
      RouteTableIds: [RouteTableId],
      TagSpecifications: tagged('vpc-endpoint'),
    }),
  );
  const group = { GroupName: 'services', Description: 'x', VpcId };
  const { GroupId = '' } = await client.send(
    new ec2.CreateSecurityGroupCommand({ ...group, TagSpecifications: tagged('security-group') }),
  );
  // It lets itself in, so it cannot go before its rule.
  const rule = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, UserIdGroupPairs: [{ GroupId }] };
  const { SecurityGroupRules } = await client.send(
    new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [rule] }),
  );
  await aws.rds(place).send(
    new CreateDBSubnetGroupCommand({
      DBSubnetGroupName: 'stack-data',
      DBSubnetGroupDescription: 'x',
      SubnetIds: [SubnetId, otherSubnetId],
      Tags,
    }),
  );
  return {
    aws_vpc: [VpcId],
    aws_subnet: [SubnetId, otherSubnetId],
    aws_db_subnet_group: ['stack-data'],
    aws_internet_gateway: [InternetGatewayId],
    aws_route_table: [RouteTableId],
    aws_route: [`${RouteTableId}_0.0.0.0/0`],
    aws_route_table_association: [`${SubnetId}/${RouteTableId}`],
    aws_eip: [AllocationId],
    aws_nat_gateway: [NatGateway?.NatGatewayId ?? ''],
    aws_vpc_endpoint: [VpcEndpoint?.VpcEndpointId ?? ''],
    aws_security_group: [GroupId],
    aws_vpc_security_group_ingress_rule: [SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? ''],
  };
}

async function makeRights(): Promise<Made> {
  const client = aws.iam(place);
  const RoleName = `${environment}-tasks`;
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [] });
  await client.send(
    new iam.CreateRoleCommand({ RoleName, Path: '/backlot/', AssumeRolePolicyDocument: document, Tags }),
  );
  const allow = { Effect: 'Allow', Action: 'sqs:ListQueues', Resource: '*' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [allow] });
  await client.send(new iam.PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }));
  const { Policy } = await client.send(
    new iam.CreatePolicyCommand({ PolicyName: `${environment}-shared`, PolicyDocument, Tags }),
  );
  const PolicyArn = Policy?.Arn ?? '';
  await client.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn }));
  const AccountAlias = `acme-${environment}`;
  await client.send(new iam.CreateAccountAliasCommand({ AccountAlias }));
  return {
    aws_iam_role: [RoleName],
    aws_iam_role_policy: [`${RoleName}:own`],
    aws_iam_policy: [PolicyArn],
    aws_iam_account_alias: [AccountAlias],
  };
}

async function makeZone(): Promise<Made> {
  const client = aws.route53(place);
  const Name = `second.${environment}.acme.example`;
  const { HostedZone } = await client.send(
    new CreateHostedZoneCommand({ Name, CallerReference: randomBytes(4).toString('hex') }),
  );
  const HostedZoneId = HostedZone?.Id?.replace('/hostedzone/', '') ?? '';
  await client.send(
    new ChangeTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId: HostedZoneId, AddTags: Tags }),
  );
  const ResourceRecords = [{ Value: 'a.example' }];
  const record = { Name: `users.${Name}`, Type: 'CNAME' as const, TTL: 5, ResourceRecords };
  const ChangeBatch = { Changes: [{ Action: 'CREATE' as const, ResourceRecordSet: record }] };
  await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch }));
  return { aws_route53_zone: [HostedZoneId], aws_route53_record: [`${HostedZoneId}_users.${Name}_CNAME`] };
}
