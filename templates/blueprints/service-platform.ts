import { z } from 'zod';
import { accountStack } from '../stacks/account-stack.js';
import { dataStack } from '../stacks/data-stack.js';
import { servicesPermissions, servicesReads, servicesStack } from '../stacks/services-stack.js';
import { defineBlueprint } from './define-blueprint.js';
import { networkParameters, networksOf } from './network-parameters.js';

/** An environment for services in containers, beside sanitised databases. */
export const servicePlatform = defineBlueprint({
  name: 'service-platform',
  summary: 'services in containers beside sanitised databases',
  parameters: z.strictObject({
    ...networkParameters,
    logRetentionDays: z
      .union([1, 3, 5, 7, 14, 30, 60, 90].map((days) => z.literal(days)))
      .default(14)
      .describe('How long the services’ logs are kept.'),
  }),
  stacks: (config) => {
    const { logRetentionDays, ...network } = config.parameters;
    // Containers come out of the account's registry.
    const endpoints = ['ecr.api', 'ecr.dkr', ...network.endpoints];
    const networks = networksOf(config, { ...network, endpoints });
    return [
      ...networks,
      accountStack(config, networks),
      ...networks.map((each) => dataStack(config, each)),
      ...Object.keys(config.account.regions).map((region) => servicesStack(config, { region, logRetentionDays })),
    ];
  },
  permissions: ({ accountId, environment }) => servicesPermissions(accountId, environment),
  reads: ({ accountId, environment }) => servicesReads(accountId, environment),
});
