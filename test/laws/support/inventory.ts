import { ListAliasesCommand } from '@aws-sdk/client-kms';
import {
  DescribeDBParametersCommand,
  DescribeDBSnapshotAttributesCommand,
  ListTagsForResourceCommand,
  paginateDescribeDBInstances,
  paginateDescribeDBParameterGroups,
  paginateDescribeDBSnapshots,
  type DBParameterGroup,
  type Tag,
} from '@aws-sdk/client-rds';
import { ListHostedZonesCommand, ListResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import { paginateListSecrets } from '@aws-sdk/client-secrets-manager';
import { isNotFound } from '../../../activities/aws/error-names.js';
import type { Administrator } from './administrator.js';

/** One thing that an account has, as its administrator sees it. */
export interface Item {
  readonly type: 'instance' | 'snapshot' | 'parameter-group' | 'secret' | 'record';
  readonly id: string;
  readonly region: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** How much is asked of what is listed. */
interface InventoryOptions {
  /** Whether to ask with whom each snapshot is shared, which takes a call for each. */
  readonly shares?: boolean;
}

/** Lists what an account has in one region and Backlot could have made, by AWS's own list calls and not by its tags. */
export async function takeInventory(
  administrator: Administrator,
  { shares = true }: InventoryOptions = {},
): Promise<Item[]> {
  const [instances, snapshots, groups, secrets, records] = await Promise.all([
    listInstances(administrator),
    listSnapshots(administrator, shares),
    listParameterGroups(administrator),
    listSecrets(administrator),
    listRecords(administrator),
  ]);
  return [...instances, ...snapshots, ...groups, ...secrets, ...records];
}

async function listInstances({ rds, kms, region }: Administrator): Promise<Item[]> {
  const instances = await all(paginateDescribeDBInstances({ client: rds }, {}), (page) => page.DBInstances);
  const { Aliases = [] } = await kms.send(new ListAliasesCommand({}));
  return instances.map((found) => ({
    type: 'instance',
    id: found.DBInstanceIdentifier ?? '',
    region,
    facts: {
      status: found.DBInstanceStatus,
      endpoint: found.Endpoint?.Address,
      masterUser: found.MasterUsername,
      class: found.DBInstanceClass,
      engineVersion: found.EngineVersion,
      storage: found.AllocatedStorage,
      key: Aliases.find(({ TargetKeyId }) => TargetKeyId && found.KmsKeyId?.endsWith(TargetKeyId))?.AliasName,
      public: found.PubliclyAccessible,
      backups: found.BackupRetentionPeriod,
      copyTags: found.CopyTagsToSnapshot,
      securityGroups: found.VpcSecurityGroups?.length,
      parameterGroup: found.DBParameterGroups?.[0]?.DBParameterGroupName,
      pending: found.PendingModifiedValues ?? {},
      tags: tagsOf(found.TagList),
    },
  }));
}

async function listSnapshots(administrator: Administrator, shares: boolean): Promise<Item[]> {
  const { rds, region } = administrator;
  const pages = paginateDescribeDBSnapshots({ client: rds }, { SnapshotType: 'manual' });
  const found = await all(pages, (page) => page.DBSnapshots);
  const items = found.map((snapshot): Item => {
    const { DBSnapshotIdentifier: id = '', Status: status, Encrypted: encrypted, TagList } = snapshot;
    return { type: 'snapshot', id, region, facts: { status, encrypted, tags: tagsOf(TagList) } };
  });
  if (!shares) return items;
  return (await Promise.all(items.map((item) => unlessGone(withShares(administrator, item))))).flat();
}

async function withShares({ rds }: Administrator, item: Item): Promise<Item> {
  const shared = await rds.send(new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: item.id }));
  const attributes = shared.DBSnapshotAttributesResult?.DBSnapshotAttributes ?? [];
  const sharedWith = attributes.flatMap(({ AttributeValues = [] }) => AttributeValues);
  return { ...item, facts: { ...item.facts, sharedWith } };
}

async function listParameterGroups(administrator: Administrator): Promise<Item[]> {
  const pages = paginateDescribeDBParameterGroups({ client: administrator.rds }, {});
  const found = await all(pages, (page) => page.DBParameterGroups);
  const own = found.filter(({ DBParameterGroupName: name }) => name?.startsWith('default.') === false);
  return (await Promise.all(own.map((group) => unlessGone(describeParameterGroup(administrator, group))))).flat();
}

async function describeParameterGroup({ rds, region }: Administrator, found: DBParameterGroup): Promise<Item> {
  const { DBParameterGroupName: id = '', DBParameterGroupArn: ResourceName } = found;
  const user = await rds.send(new DescribeDBParametersCommand({ DBParameterGroupName: id, Source: 'user' }));
  const { TagList } = await rds.send(new ListTagsForResourceCommand({ ResourceName }));
  const parameters = Object.fromEntries(
    (user.Parameters ?? []).map(({ ParameterName = '', ParameterValue }) => [ParameterName, ParameterValue]),
  );
  return { type: 'parameter-group', id, region, facts: { parameters, tags: tagsOf(TagList) } };
}

async function listSecrets({ secrets, region }: Administrator): Promise<Item[]> {
  const found = await all(paginateListSecrets({ client: secrets }, {}), (page) => page.SecretList);
  return found.map(({ Name: id = '', Tags }) => ({ type: 'secret', id, region, facts: { tags: tagsOf(Tags) } }));
}

/** Zones are global: they are listed with the region that accounts are made in. */
async function listRecords({ route53, region }: Administrator): Promise<Item[]> {
  if (region !== 'us-east-1') return [];
  const { HostedZones = [] } = await route53.send(new ListHostedZonesCommand({}));
  const zones = await Promise.all(
    HostedZones.map(async ({ Id: HostedZoneId }) => {
      const { ResourceRecordSets = [] } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId }));
      return ResourceRecordSets.filter(({ Type }) => Type !== 'NS' && Type !== 'SOA');
    }),
  );
  return zones.flat().map(({ Name: id = '', Type, TTL, ResourceRecords = [] }) => ({
    type: 'record',
    id,
    region,
    facts: { type: Type, ttl: TTL, values: ResourceRecords.map(({ Value }) => Value) },
  }));
}

async function all<Page, T>(pages: AsyncIterable<Page>, itemsOf: (page: Page) => T[] | undefined): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}

/** Production and the clean room are shared with other laws: what was listed may have gone when it is looked at. */
async function unlessGone(item: Promise<Item>): Promise<Item[]> {
  try {
    return [await item];
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

function tagsOf(tags: readonly Tag[] = []): Record<string, string | undefined> {
  const sorted = tags.toSorted((a, b) => (a.Key ?? '').localeCompare(b.Key ?? ''));
  return Object.fromEntries(sorted.map(({ Key = '', Value }) => [Key, Value]));
}
