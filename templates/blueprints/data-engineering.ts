import { z } from 'zod';
import { accountStack } from '../stacks/account-stack.js';
import { dataStack } from '../stacks/data-stack.js';
import { lakePermissions, lakeReads, lakeStack } from '../stacks/lake-stack.js';
import { defineBlueprint } from './define-blueprint.js';
import { networkParameters, networksOf } from './network-parameters.js';

/** An environment for data pipelines: a lake with its catalogue, beside sanitised databases. */
export const dataEngineering = defineBlueprint({
  name: 'data-engineering',
  summary: 'data pipelines: a lake with its catalogue beside sanitised databases',
  parameters: z.strictObject({
    ...networkParameters,
    retentionDays: z
      .number()
      .int()
      .min(1)
      .max(3650)
      .optional()
      .describe('Days after which an object of the lake is deleted; kept when left out.'),
  }),
  stacks: (config) => {
    const { retentionDays, ...network } = config.parameters;
    const networks = networksOf(config, { ...network, endpoints: ['athena', 'glue', ...network.endpoints] });
    return [
      ...networks,
      accountStack(config, networks),
      ...networks.map((each) => dataStack(config, each)),
      ...Object.keys(config.account.regions).map((region) => lakeStack(config, { region, retentionDays })),
    ];
  },
  permissions: ({ accountId, environment }) => lakePermissions(accountId, environment),
  reads: ({ accountId, environment }) => lakeReads(accountId, environment),
});
