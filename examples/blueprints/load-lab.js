import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js';
import { defineBlueprint } from 'backlot/templates/blueprints/define-blueprint.js';
import { networkParameters, networksOf } from 'backlot/templates/blueprints/network-parameters.js';
import { defineStack } from 'backlot/templates/define-stack.js';
import { accountStack } from 'backlot/templates/stacks/account-stack.js';
import { dataStack } from 'backlot/templates/stacks/data-stack.js';
import { z } from 'zod';

/** Where load is generated: a queue of jobs beside sanitised databases. */
export default defineBlueprint({
  name: 'load-lab',
  summary: 'load tests against sanitised databases, fed by a queue',

  parameters: z.strictObject({
    ...networkParameters,
    jobHours: z.number().int().min(1).max(12).default(1).describe('How long one job may take.'),
  }),

  stacks: (config) => {
    const { jobHours, ...network } = config.parameters;
    const networks = networksOf(config, { ...network, endpoints: ['sqs', ...network.endpoints] });
    return [
      ...networks,
      accountStack(config, networks),
      ...networks.map((each) => dataStack(config, each)),
      ...Object.keys(config.account.regions).map((region) => jobsStack(config, region, jobHours)),
    ];
  },

  permissions: ({ accountId, environment }) => [
    {
      sid: 'MakeJobQueue',
      why: 'the queue of jobs and its settings; no message is read or sent',
      actions: ['sqs:*Queue', 'sqs:*QueueAttributes', 'sqs:GetQueueUrl', 'sqs:ListQueueTags'],
      resources: [`arn:aws:sqs:*:${accountId}:${environment}-jobs`],
    },
  ],

  reads: ({ accountId, environment }) => [
    {
      sid: 'LookAtJobQueue',
      why: 'a plan compares the settings of the queue of jobs; no message is read',
      actions: ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes', 'sqs:ListQueueTags'],
      resources: [`arn:aws:sqs:*:${accountId}:${environment}-jobs`],
    },
  ],
});

function jobsStack(config, region, jobHours) {
  return defineStack(config, {
    scope: 'jobs',
    place: region,
    region,
    exports: { queueUrl: 'string' },
    build: (stack) => {
      const queue = new SqsQueue(stack, 'jobs', {
        name: `${config.environment}-jobs`,
        sqsManagedSseEnabled: true,
        visibilityTimeoutSeconds: jobHours * 3600,
      });
      return { queueUrl: queue.url };
    },
  });
}
