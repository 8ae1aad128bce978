import { DeleteWorkGroupCommand, ListTagsForResourceCommand, ListWorkGroupsCommand } from '@aws-sdk/client-athena';
import { DeleteBudgetCommand, DescribeBudgetsCommand } from '@aws-sdk/client-budgets';
import { DeleteLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteClusterCommand, DescribeClustersCommand, ListClustersCommand } from '@aws-sdk/client-ecs';
import { DeleteDatabaseCommand, GetDatabasesCommand } from '@aws-sdk/client-glue';
import { DeleteQueueCommand, ListQueuesCommand, ListQueueTagsCommand } from '@aws-sdk/client-sqs';
import type { Found } from '../../domain/messages/listing.js';
import { allPages } from '../aws/paginate.js';
import { fromAwsTags } from '../aws/resource-tags.js';
import { unlessDone, type Finders } from './finder.js';

// AWS describes so many clusters in one call.
const clustersPerCall = 100;

/** How what blueprints make of other services is found. */
export const serviceFinders: Finders<
  | 'aws_athena_workgroup'
  | 'aws_budgets_budget'
  | 'aws_cloudwatch_log_group'
  | 'aws_ecs_cluster'
  | 'aws_glue_catalog_database'
  | 'aws_sqs_queue'
> = {
  aws_athena_workgroup: {
    scope: 'region',
    async list({ aws, place }) {
      const groups = await allPages(async (NextToken) => {
        const answer = await aws.athena(place).send(new ListWorkGroupsCommand({ NextToken }));
        return { items: answer.WorkGroups ?? [], next: answer.NextToken };
      });
      return Promise.all(
        groups.map(async ({ Name: name = '' }): Promise<Found> => {
          const found = { type: 'aws_athena_workgroup', id: name, importId: name, name } as const;
          if (name === 'primary') return { ...found, tags: {}, builtIn: true };
          const ResourceARN = `arn:aws:athena:${place.region}:${place.account}:workgroup/${name}`;
          const { Tags } = await aws.athena(place).send(new ListTagsForResourceCommand({ ResourceARN }));
          return { ...found, tags: fromAwsTags(Tags) };
        }),
      );
    },
    // Athena has one name for all that is wrong with a request.
    remove: ({ aws, place }, { id }) =>
      unlessDone({ names: ['InvalidRequestException'], words: /is not found/i }, () =>
        aws.athena(place).send(new DeleteWorkGroupCommand({ WorkGroup: id, RecursiveDeleteOption: true })),
      ),
    gone: [],
  },
  // Told by its name: budgets have tags, but no list shows them.
  aws_budgets_budget: {
    scope: 'account',
    async list({ aws, place }) {
      const budgets = await allPages(async (NextToken) => {
        const answer = await aws
          .budgets(place)
          .send(new DescribeBudgetsCommand({ AccountId: place.account, NextToken }));
        return { items: answer.Budgets ?? [], next: answer.NextToken };
      });
      return budgets.map(({ BudgetName: name = '' }) => ({
        type: 'aws_budgets_budget',
        id: name,
        importId: `${place.account}:${name}`,
        name,
        tags: {},
      }));
    },
    remove: ({ aws, place }, { id }) =>
      aws.budgets(place).send(new DeleteBudgetCommand({ AccountId: place.account, BudgetName: id })),
    gone: ['NotFoundException'],
  },
  aws_cloudwatch_log_group: {
    scope: 'region',
    async list({ aws, place }) {
      const groups = await allPages(async (nextToken) => {
        const answer = await aws.logs(place).send(new DescribeLogGroupsCommand({ nextToken }));
        return { items: answer.logGroups ?? [], next: answer.nextToken };
      });
      return groups.map(({ logGroupName: name = '' }) => ({
        type: 'aws_cloudwatch_log_group',
        id: name,
        importId: name,
        name,
        tags: {},
      }));
    },
    remove: ({ aws, place }, { id }) => aws.logs(place).send(new DeleteLogGroupCommand({ logGroupName: id })),
    gone: ['ResourceNotFoundException'],
  },
  aws_ecs_cluster: {
    scope: 'region',
    async list({ aws, place }) {
      const arns = await allPages(async (nextToken) => {
        const answer = await aws.ecs(place).send(new ListClustersCommand({ nextToken }));
        return { items: answer.clusterArns ?? [], next: answer.nextToken };
      });
      const found: Found[] = [];
      for (let start = 0; start < arns.length; start += clustersPerCall) {
        const { clusters = [] } = await aws
          .ecs(place)
          .send(
            new DescribeClustersCommand({ clusters: arns.slice(start, start + clustersPerCall), include: ['TAGS'] }),
          );
        for (const { clusterName: name = '', tags = [], status } of clusters) {
          // One that is gone is described for a while.
          if (status === 'INACTIVE') continue;
          found.push({
            type: 'aws_ecs_cluster',
            id: name,
            importId: name,
            name,
            tags: Object.fromEntries(tags.map(({ key = '', value = '' }) => [key, value])),
            ...(status === 'DEPROVISIONING' && { ending: status }),
          });
        }
      }
      return found;
    },
    remove: ({ aws, place }, { id }) => aws.ecs(place).send(new DeleteClusterCommand({ cluster: id })),
    gone: ['ClusterNotFoundException'],
  },
  aws_glue_catalog_database: {
    scope: 'region',
    async list({ aws, place }) {
      const databases = await allPages(async (NextToken) => {
        const answer = await aws.glue(place).send(new GetDatabasesCommand({ NextToken }));
        return { items: answer.DatabaseList ?? [], next: answer.NextToken };
      });
      return databases.map(({ Name: name = '', CatalogId = place.account }) => ({
        type: 'aws_glue_catalog_database',
        id: name,
        importId: `${CatalogId}:${name}`,
        name,
        tags: {},
      }));
    },
    remove: ({ aws, place }, { id }) => aws.glue(place).send(new DeleteDatabaseCommand({ Name: id })),
    gone: ['EntityNotFoundException'],
  },
  aws_sqs_queue: {
    scope: 'region',
    async list({ aws, place }) {
      const urls = await allPages(async (NextToken) => {
        const answer = await aws.sqs(place).send(new ListQueuesCommand({ NextToken, MaxResults: 1000 }));
        return { items: answer.QueueUrls ?? [], next: answer.NextToken };
      });
      return Promise.all(
        urls.map(async (url): Promise<Found> => {
          const { Tags = {} } = await aws.sqs(place).send(new ListQueueTagsCommand({ QueueUrl: url }));
          return { type: 'aws_sqs_queue', id: url, importId: url, name: url.split('/').at(-1) ?? url, tags: Tags };
        }),
      );
    },
    remove: ({ aws, place }, { id }) => aws.sqs(place).send(new DeleteQueueCommand({ QueueUrl: id })),
    gone: ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
  },
};
