import { ListAliasesCommand } from '@aws-sdk/client-kms';
import {
  DescribeDBInstancesCommand,
  DescribeDBParameterGroupsCommand,
  DescribeDBParametersCommand,
  DescribeDBSnapshotAttributesCommand,
  DescribeDBSnapshotsCommand,
  ListTagsForResourceCommand,
  type Tag,
} from '@aws-sdk/client-rds';
import { ListHostedZonesCommand, ListResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import type { Administrator } from './administrator.js';

/** One thing that an account has, as its administrator sees it. */
export interface Item {
  readonly type: 'instance' | 'snapshot' | 'parameter-group' | 'secret' | 'record';
  readonly id: string;
  readonly region: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Lists what an account has in one region and Backlot could have made, by AWS's own list calls and not by its tags. */
export async function takeInventory(administrator: Administrator): Promise<Item[]> {
  const [instances, snapshots, groups, secrets, records] = await Promise.all([
    listInstances(administrator),
    listSnapshots(administrator),
    listParameterGroups(administrator),
    listSecrets(administrator),
    listRecords(administrator),
  ]);
  return [...instances, ...snapshots, ...groups, ...secrets, ...records];
}

async function listInstances({ rds, kms, region }: Administrator): Promise<Item[]> {
  const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({}));
  const { Aliases = [] } = await kms.send(new ListAliasesCommand({}));
  return DBInstances.map((found) => ({
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

async function listSnapshots({ rds, region }: Administrator): Promise<Item[]> {
  const { DBSnapshots = [] } = await rds.send(new DescribeDBSnapshotsCommand({ SnapshotType: 'manual' }));
  return await Promise.all(
    DBSnapshots.map(async ({ DBSnapshotIdentifier: id = '', Status, Encrypted, TagList }): Promise<Item> => {
      const shared = await rds.send(new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: id }));
      const attributes = shared.DBSnapshotAttributesResult?.DBSnapshotAttributes ?? [];
      const sharedWith = attributes.flatMap(({ AttributeValues = [] }) => AttributeValues);
      return {
        type: 'snapshot',
        id,
        region,
        facts: { status: Status, encrypted: Encrypted, sharedWith, tags: tagsOf(TagList) },
      };
    }),
  );
}

async function listParameterGroups({ rds, region }: Administrator): Promise<Item[]> {
  const { DBParameterGroups = [] } = await rds.send(new DescribeDBParameterGroupsCommand({}));
  const own = DBParameterGroups.filter(({ DBParameterGroupName: name }) => name?.startsWith('default.') === false);
  return await Promise.all(
    own.map(async ({ DBParameterGroupName: id = '', DBParameterGroupArn: ResourceName }): Promise<Item> => {
      const user = await rds.send(new DescribeDBParametersCommand({ DBParameterGroupName: id, Source: 'user' }));
      const { TagList } = await rds.send(new ListTagsForResourceCommand({ ResourceName }));
      const parameters = Object.fromEntries(
        (user.Parameters ?? []).map(({ ParameterName = '', ParameterValue }) => [ParameterName, ParameterValue]),
      );
      return { type: 'parameter-group', id, region, facts: { parameters, tags: tagsOf(TagList) } };
    }),
  );
}

async function listSecrets({ secrets, region }: Administrator): Promise<Item[]> {
  const { SecretList = [] } = await secrets.send(new ListSecretsCommand({ MaxResults: 100 }));
  return SecretList.map(({ Name: id = '', Tags }) => ({ type: 'secret', id, region, facts: { tags: tagsOf(Tags) } }));
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

function tagsOf(tags: readonly Tag[] = []): Record<string, string | undefined> {
  const sorted = tags.toSorted((a, b) => (a.Key ?? '').localeCompare(b.Key ?? ''));
  return Object.fromEntries(sorted.map(({ Key = '', Value }) => [Key, Value]));
}
