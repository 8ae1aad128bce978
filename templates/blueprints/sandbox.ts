import { z } from 'zod';
import { accountStack } from '../stacks/account-stack.js';
import { dataStack } from '../stacks/data-stack.js';
import { defineBlueprint } from './define-blueprint.js';
import { networkParameters, networksOf } from './network-parameters.js';

/** An environment with nothing but a network and a place for databases: to try things, and to be thrown away. */
export const sandbox = defineBlueprint({
  name: 'sandbox',
  summary: 'a network and a place for databases, to try things in',
  parameters: z.strictObject(networkParameters),
  stacks: (config) => {
    const networks = networksOf(config, config.parameters);
    return [...networks, accountStack(config, networks), ...networks.map((each) => dataStack(config, each))];
  },
});
