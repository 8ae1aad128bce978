import { CloudwatchLogGroup, EcsCluster, IamRole, IamRolePolicy } from '../cdktf.js';
import { defineStack, type StackDefinition, type StackOwner } from '../define-stack.js';
import { blueprintPath, boundaryArn } from '../policies/boundary-rules.js';
import type { PolicyRule } from '../policies/policy-document.js';
import { policyJson } from './role-resources.js';

/** What the services of one region are to have. */
export interface ServicesPlan {
  readonly region: string;
  readonly logRetentionDays: number;
}

/** Where the services of an environment run: a cluster, their logs, and the role that starts them: `qa1.services.us-east-1`. */
export function servicesStack(owner: StackOwner, { region, logRetentionDays }: ServicesPlan): StackDefinition {
  return defineStack(owner, {
    scope: 'services',
    place: region,
    region,
    exports: { clusterArn: 'string', logGroup: 'string', executionRoleArn: 'string' },
    build: (stack) => {
      const logs = new CloudwatchLogGroup(stack, 'logs', {
        name: logGroupName(owner.environment),
        retentionInDays: logRetentionDays,
      });
      const cluster = new EcsCluster(stack, 'cluster', {
        name: owner.environment,
        setting: [{ name: 'containerInsights', value: 'enabled' }],
      });
      const name = `${owner.environment}-tasks-${region}`;
      const role = new IamRole(stack, 'execution', {
        name,
        path: blueprintPath,
        permissionsBoundary: boundaryArn(stack.accountId),
        assumeRolePolicy: JSON.stringify(trustOfTasks(stack.accountId)),
      });
      new IamRolePolicy(stack, 'execution-policy', {
        role: role.name,
        name,
        policy: policyJson(executionRules(region, stack.accountId, owner.environment)),
      });
      return { clusterArn: cluster.arn, logGroup: logs.name, executionRoleArn: role.arn };
    },
  });
}

/** What BacklotDeploy needs for this stack. */
export function servicesPermissions(accountId: string, environment: string): PolicyRule[] {
  return [
    {
      sid: 'MakeClusters',
      why: 'the services’ cluster; what runs in it is deployed by its owners',
      actions: ['ecs:*Cluster', 'ecs:*Clusters', 'ecs:*ClusterSettings', 'ecs:TagResource', 'ecs:UntagResource'],
      resources: [`arn:aws:ecs:*:${accountId}:cluster/${environment}`],
    },
    {
      sid: 'MakeLogGroups',
      why: 'the services’ logs, and how long they are kept; nothing is read from them',
      actions: [
        ...['logs:CreateLogGroup', 'logs:DeleteLogGroup', 'logs:PutRetentionPolicy', 'logs:DeleteRetentionPolicy'],
        ...['logs:ListTagsForResource', 'logs:TagResource', 'logs:UntagResource'],
      ],
      resources: [`arn:aws:logs:*:${accountId}:log-group:${logGroupName(environment)}*`],
    },
    {
      sid: 'ListLogGroups',
      why: 'Terraform finds a log group by listing them all',
      actions: ['logs:DescribeLogGroups'],
      resources: ['*'],
    },
  ];
}

/** What BacklotRead needs so that this stack can be planned. */
export function servicesReads(accountId: string, environment: string): PolicyRule[] {
  return [
    {
      sid: 'LookAtServices',
      why: 'a plan compares the cluster and the log group; no log is read',
      actions: ['ecs:DescribeClusters', 'logs:ListTagsForResource'],
      resources: [
        `arn:aws:ecs:*:${accountId}:cluster/${environment}`,
        `arn:aws:logs:*:${accountId}:log-group:${logGroupName(environment)}*`,
      ],
    },
    {
      sid: 'ListLogGroups',
      why: 'Terraform finds a log group by listing them all',
      actions: ['logs:DescribeLogGroups'],
      resources: ['*'],
    },
  ];
}

function logGroupName(environment: string): string {
  return `/backlot/${environment}/services`;
}

/** ECS becomes the role for tasks of this account only. */
function trustOfTasks(accountId: string): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'ecs-tasks.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
      },
    ],
  };
}

function executionRules(region: string, accountId: string, environment: string): PolicyRule[] {
  return [
    {
      sid: 'PullImages',
      why: 'fetches the images of this account’s registry',
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resources: [`arn:aws:ecr:${region}:${accountId}:repository/*`],
    },
    {
      sid: 'SignIn',
      why: 'the registry gives its tokens for all repositories at once',
      actions: ['ecr:GetAuthorizationToken'],
      resources: ['*'],
    },
    {
      sid: 'WriteLogs',
      why: 'writes what services print',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [`arn:aws:logs:${region}:${accountId}:log-group:${logGroupName(environment)}:*`],
    },
    {
      sid: 'ReadOwnPasswords',
      why: 'gives services the passwords of the environment’s application roles',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [`arn:aws:secretsmanager:${region}:${accountId}:secret:backlot/${environment}/*`],
    },
  ];
}
