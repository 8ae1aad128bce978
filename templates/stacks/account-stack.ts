import type { Account } from '../../domain/fleet/account.js';
import { wellKnown } from '../../domain/names.js';
import type { BacklotStack } from '../backlot-stack.js';
import type { BlueprintConfig } from '../blueprints/define-blueprint.js';
import {
  BudgetsBudget,
  DataAwsRoute53Zone,
  EbsEncryptionByDefault,
  IamAccountAlias,
  Route53Record,
  Route53Zone,
  S3AccountPublicAccessBlock,
} from '../cdktf.js';
import { defineStack, imported, type StackDefinition } from '../define-stack.js';
import { dataKeyRules } from '../policies/key-rules.js';
import { addKey } from './key-resources.js';
import type { NetworkStack } from './network-stack.js';
import { globalRegion } from './roles-stack.js';

/** Name servers of a zone change when it is made anew, so resolvers should not keep them for long. */
const delegationTtlSeconds = 300;

/**
 * What an environment has once: alias, budget, guards of the whole account, its data keys, and its zone, delegated from
 * the parent zone when it is public and tied to its networks when it is private: `qa1.account`.
 */
export function accountStack(config: BlueprintConfig, networks: readonly NetworkStack[]): StackDefinition {
  const { account } = config;
  const isPrivate = account.zone.visibility === 'private';
  return defineStack(config, {
    scope: 'account',
    region: globalRegion(config),
    imports: isPrivate
      ? Object.fromEntries(networks.map((network) => [vpcInput(network.target.region), imported(network, 'vpcId')]))
      : {},
    exports: { zoneId: 'string' },
    build: (stack, vpcs) => {
      addGuards(stack, Object.keys(account.regions));
      new IamAccountAlias(stack, 'alias', {
        accountAlias: `${config.fleet.organization.organization}-${account.account}`,
      });
      if (account.budget) addBudget(stack, account.account, account.budget);
      for (const region of Object.keys(account.regions)) addDataKey(stack, region);
      const zone = new Route53Zone(stack, 'zone', {
        name: account.zone.name,
        comment: `The names of ${account.account}.`,
        // What the zone is for is gone with the environment, and its records are not all in Terraform's state.
        forceDestroy: true,
        ...(isPrivate && {
          vpc: networks.map(({ target: { region } }) => ({ vpcId: vpcs[vpcInput(region)] ?? '', vpcRegion: region })),
        }),
      });
      if (!isPrivate) delegate(stack, config, zone);
      return { zoneId: zone.zoneId };
    },
  });
}

function vpcInput(region: string): string {
  return `vpcId${region
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')}`;
}

/** No bucket of the account can be public, and every disk is encrypted, whoever makes them. */
function addGuards(stack: BacklotStack, regions: readonly string[]): void {
  new S3AccountPublicAccessBlock(stack, 'public-buckets', {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  for (const region of regions) {
    new EbsEncryptionByDefault(stack, `disks-${region}`, { provider: stack.providerIn(region), enabled: true });
  }
}

function addDataKey(stack: BacklotStack, region: string): void {
  addKey(stack, {
    alias: wellKnown.dataKey,
    purpose: "Encrypts the environment's databases.",
    region,
    rules: dataKeyRules({ id: stack.accountId }, region),
  });
}

function addBudget(stack: BacklotStack, name: string, { monthly, notify }: NonNullable<Account['budget']>): void {
  const notification = (notificationType: string, threshold: number) => ({
    comparisonOperator: 'GREATER_THAN',
    notificationType,
    threshold,
    thresholdType: 'PERCENTAGE',
    subscriberEmailAddresses: [...notify],
  });
  new BudgetsBudget(stack, 'budget', {
    name: `backlot-${name}`,
    budgetType: 'COST',
    limitAmount: monthly.amount.toFixed(2),
    limitUnit: monthly.currency,
    timeUnit: 'MONTHLY',
    // AWS takes no alarm that tells nobody.
    ...(notify.length > 0 && { notification: [notification('FORECASTED', 100), notification('ACTUAL', 80)] }),
  });
}

/** Points the parent zone, in an account of its own, to the name servers of this one. */
function delegate(stack: BacklotStack, { fleet: { organization }, account }: BlueprintConfig, zone: Route53Zone): void {
  const { account: accountId, role, parentZone } = organization.dns;
  const provider = stack.providerOf('dns', { accountId, role });
  const parent = new DataAwsRoute53Zone(stack, 'parent', { provider, name: parentZone });
  new Route53Record(stack, 'delegation', {
    provider,
    zoneId: parent.zoneId,
    name: account.zone.name,
    type: 'NS',
    ttl: delegationTtlSeconds,
    records: zone.nameServers,
  });
}
