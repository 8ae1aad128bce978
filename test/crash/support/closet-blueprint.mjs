// An environment of a network and of what every account has once, and no place for databases: as little as there can be.
import { z } from 'zod';
import { defineBlueprint } from '../../../dist/templates/blueprints/define-blueprint.js';
import { networkParameters, networksOf } from '../../../dist/templates/blueprints/network-parameters.js';
import { accountStack } from '../../../dist/templates/stacks/account-stack.js';

export default defineBlueprint({
  name: 'closet',
  summary: 'a network and nothing in it',
  parameters: z.strictObject(networkParameters),
  stacks: (config) => {
    const networks = networksOf(config, config.parameters);
    return [...networks, accountStack(config, networks)];
  },
});
