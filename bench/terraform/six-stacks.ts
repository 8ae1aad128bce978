import { z } from 'zod';
import { defineBlueprint, type BlueprintConfig } from '../../templates/blueprints/define-blueprint.js';
import {
  DefaultSecurityGroup,
  KmsAlias,
  RouteTable,
  RouteTableAssociation,
  SecurityGroup,
  Subnet,
  Vpc,
  VpcEndpoint,
  VpcSecurityGroupEgressRule,
  VpcSecurityGroupIngressRule,
} from '../../templates/cdktf.js';
import { defineStack, imported, type StackDefinition } from '../../templates/define-stack.js';
import { dataKeyRules } from '../../templates/policies/key-rules.js';
import { addKey } from '../../templates/stacks/key-resources.js';

/** Port numbers are in the middle of the graph: another one changes one stack of six. */
const parametersSchema = z.strictObject({ ports: z.array(z.number().int()) });

type Config = BlueprintConfig<z.output<typeof parametersSchema>>;

const region = 'us-east-1';

/**
 * Six small stacks, four deep: `subnets` and `groups` stand on `network`, `app` on both of them and on `keys`, `edge` on
 * `app`. They hold only what every environment has, so they need no rights of their own.
 */
export default defineBlueprint({
  name: 'six-stacks',
  summary: 'six small stacks with dependencies, to measure with',
  parameters: parametersSchema,
  stacks: (config) => {
    const network = networkStack(config);
    const keys = keysStack(config);
    const subnets = subnetsStack(config, network);
    const groups = groupsStack(config, network);
    const app = appStack(config, network, keys, subnets, groups);
    return [network, keys, subnets, groups, app, edgeStack(config, network, groups, app)];
  },
});

type Network = StackDefinition<{ readonly vpcId: 'string' }>;
type Keys = StackDefinition<{ readonly keyId: 'string' }>;
type Subnets = StackDefinition<{ readonly subnetIds: 'list(string)' }>;
type Groups = StackDefinition<{ readonly groupId: 'string' }>;
type App = StackDefinition<{ readonly endpointId: 'string' }>;

function networkStack(config: Config): Network {
  return defineStack(config, {
    scope: 'network',
    region,
    exports: { vpcId: 'string' },
    build: (stack) => {
      const vpc = new Vpc(stack, 'vpc', {
        cidrBlock: config.account.regions[region]?.cidr ?? '',
        enableDnsSupport: true,
        enableDnsHostnames: true,
      });
      new DefaultSecurityGroup(stack, 'default-group', { vpcId: vpc.id, ingress: [], egress: [] });
      return { vpcId: vpc.id };
    },
  });
}

function keysStack(config: Config): Keys {
  return defineStack(config, {
    scope: 'keys',
    region,
    exports: { keyId: 'string' },
    build: (stack) => {
      const rules = dataKeyRules({ id: stack.accountId }, region);
      const [key] = ['alias/six-app', 'alias/six-logs'].map((alias) =>
        addKey(stack, { alias, purpose: 'Encrypts nothing.', region, rules }),
      );
      return { keyId: key?.keyId ?? '' };
    },
  });
}

function subnetsStack(config: Config, network: Network): Subnets {
  return defineStack(config, {
    scope: 'subnets',
    region,
    imports: { vpcId: imported(network, 'vpcId') },
    exports: { subnetIds: 'list(string)' },
    build: (stack, { vpcId }) => {
      const block = (config.account.regions[region]?.cidr ?? '').split('.').slice(0, 2).join('.');
      const table = new RouteTable(stack, 'routes', { vpcId });
      const subnetIds = ['a', 'b', 'c'].map((zone, index) => {
        const cidrBlock = `${block}.${index}.0/24`;
        const subnet = new Subnet(stack, zone, { vpcId, cidrBlock, availabilityZone: `${region}${zone}` });
        new RouteTableAssociation(stack, `${zone}-routes`, { subnetId: subnet.id, routeTableId: table.id });
        return subnet.id;
      });
      return { subnetIds };
    },
  });
}

function groupsStack(config: Config, network: Network): Groups {
  return defineStack(config, {
    scope: 'groups',
    region,
    imports: { vpcId: imported(network, 'vpcId') },
    exports: { groupId: 'string' },
    build: (stack, { vpcId }) => {
      const group = new SecurityGroup(stack, 'app', { name: 'six-app', description: 'The application.', vpcId });
      for (const port of config.parameters.ports) {
        const cidrIpv4 = config.account.regions[region]?.cidr ?? '';
        const rule = { cidrIpv4, ipProtocol: 'tcp', fromPort: port, toPort: port };
        new VpcSecurityGroupIngressRule(stack, `in-${port}`, { securityGroupId: group.id, ...rule });
      }
      return { groupId: group.id };
    },
  });
}

function appStack(config: Config, network: Network, keys: Keys, subnets: Subnets, groups: Groups): App {
  return defineStack(config, {
    scope: 'app',
    region,
    imports: {
      vpcId: imported(network, 'vpcId'),
      keyId: imported(keys, 'keyId'),
      subnetIds: imported(subnets, 'subnetIds'),
      groupId: imported(groups, 'groupId'),
    },
    exports: { endpointId: 'string' },
    build: (stack, { vpcId, keyId, subnetIds, groupId }) => {
      new KmsAlias(stack, 'alias', { name: 'alias/six-app-now', targetKeyId: keyId });
      const endpoint = new VpcEndpoint(stack, 'queues', {
        vpcId,
        serviceName: `com.amazonaws.${region}.sqs`,
        vpcEndpointType: 'Interface',
        privateDnsEnabled: true,
        subnetIds,
        securityGroupIds: [groupId],
      });
      return { endpointId: endpoint.id };
    },
  });
}

function edgeStack(config: Config, network: Network, groups: Groups, app: App): StackDefinition {
  return defineStack(config, {
    scope: 'edge',
    region,
    imports: {
      vpcId: imported(network, 'vpcId'),
      groupId: imported(groups, 'groupId'),
      endpointId: imported(app, 'endpointId'),
    },
    build: (stack, { vpcId, groupId, endpointId }) => {
      const tags = { endpoint: endpointId };
      const edge = new SecurityGroup(stack, 'edge', { name: 'six-edge', description: 'The edge.', vpcId, tags });
      new VpcSecurityGroupEgressRule(stack, 'to-app', {
        securityGroupId: edge.id,
        referencedSecurityGroupId: groupId,
        ipProtocol: 'tcp',
        fromPort: 443,
        toPort: 443,
      });
      return {};
    },
  });
}
