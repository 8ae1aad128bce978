import type { AwsCall } from '../../gateway/contract.js';
import { textMember } from '../../gateway/text-member.js';
import type { AccessRequest } from '../authorizer.js';
import type { ContextValues } from '../request-context.js';
import { hasTags, requestTagKeys, type Needs } from './needs.js';

/** Reads the tags of an RDS resource; what does not exist has none. */
export type TagReader = (arn: string) => Promise<Readonly<Record<string, string>>>;

type Kind = 'db' | 'snapshot' | 'pg' | 'og' | 'subgrp';

/** A resource of an action: its kind and the member that names it. */
interface Mention {
  readonly kind: Kind;
  readonly member: string;
  /** The name when the call gives none; without it the resource then plays no part. */
  readonly otherwise?: string;
}

const db: Mention = { kind: 'db', member: 'DBInstanceIdentifier' };
const snapshot: Mention = { kind: 'snapshot', member: 'DBSnapshotIdentifier' };
const group: Mention = { kind: 'pg', member: 'DBParameterGroupName' };
const subnetGroup: Mention = { kind: 'subgrp', member: 'DBSubnetGroupName' };

/** What every new instance is made of: what the call does not name is the default. */
const parts: readonly Mention[] = [
  { ...group, otherwise: 'default.postgres' },
  { kind: 'og', member: 'OptionGroupName', otherwise: 'default:postgres' },
  { ...subnetGroup, otherwise: 'default' },
];

const any = (mention: Mention): Mention => ({ ...mention, otherwise: '*' });

/** The resources of each action; every one of them must be allowed. */
const mentions: Readonly<Record<string, readonly Mention[]>> = {
  CopyDBSnapshot: [
    { kind: 'snapshot', member: 'SourceDBSnapshotIdentifier' },
    { kind: 'snapshot', member: 'TargetDBSnapshotIdentifier' },
  ],
  CreateDBInstance: [db, ...parts],
  CreateDBParameterGroup: [group],
  CreateDBSnapshot: [db, snapshot],
  CreateDBSubnetGroup: [subnetGroup],
  DeleteDBInstance: [db, { kind: 'snapshot', member: 'FinalDBSnapshotIdentifier' }],
  DeleteDBParameterGroup: [group],
  DeleteDBSnapshot: [snapshot],
  DeleteDBSubnetGroup: [subnetGroup],
  DescribeDBInstances: [any(db)],
  DescribeDBParameterGroups: [any(group)],
  DescribeDBParameters: [group],
  DescribeDBSnapshotAttributes: [snapshot],
  DescribeDBSubnetGroups: [any(subnetGroup)],
  ModifyDBInstance: [db, group, subnetGroup, { kind: 'db', member: 'NewDBInstanceIdentifier' }],
  ModifyDBParameterGroup: [group],
  ModifyDBSnapshotAttribute: [snapshot],
  ModifyDBSubnetGroup: [subnetGroup],
  RebootDBInstance: [db],
  ResetDBParameterGroup: [group],
  RestoreDBInstanceFromDBSnapshot: [snapshot, db, ...parts],
  RestoreDBInstanceToPointInTime: [
    { kind: 'db', member: 'SourceDBInstanceIdentifier' },
    { kind: 'db', member: 'SourceDbiResourceId' },
    { kind: 'db', member: 'TargetDBInstanceIdentifier' },
    ...parts,
  ],
  StartDBInstance: [db],
  StopDBInstance: [db],
};

/** The one resource that the call creates, which its tags are for. */
const created: Readonly<Record<string, Mention>> = {
  CopyDBSnapshot: { kind: 'snapshot', member: 'TargetDBSnapshotIdentifier' },
  CreateDBInstance: db,
  CreateDBParameterGroup: group,
  CreateDBSnapshot: snapshot,
  CreateDBSubnetGroup: subnetGroup,
  RestoreDBInstanceFromDBSnapshot: db,
  RestoreDBInstanceToPointInTime: { kind: 'db', member: 'TargetDBInstanceIdentifier' },
};

const aboutTags = new Set(['AddTagsToResource', 'RemoveTagsFromResource', 'ListTagsForResource']);
const withoutResource = new Set([
  'DescribeAccountAttributes',
  'DescribeDBEngineVersions',
  'DescribeEvents',
  'DescribeOrderableDBInstanceOptions',
]);

/** The permissions that calls of RDS need. */
export function rdsNeeds(readTags: TagReader): Needs {
  return async (call) => {
    const context = contextOf(call);
    const about = async (action: string, resource: string | undefined): Promise<AccessRequest> => {
      const resourceTags = resource === undefined ? {} : await readTags(resource);
      return { action: `rds:${action}`, resource, context, resourceTags };
    };
    const resources = resourcesOf(call);
    const requests = await Promise.all(resources.map((resource) => about(call.action, resource)));
    const born = created[call.action];
    if (born === undefined || !hasTags(call.parameters)) return requests;
    return [...requests, await about('AddTagsToResource', arnOf(call, born))];
  };
}

function resourcesOf(call: AwsCall): readonly (string | undefined)[] {
  const { action, parameters } = call;
  if (withoutResource.has(action)) return ['*'];
  if (aboutTags.has(action)) return [textMember(parameters, 'ResourceName')];
  const named = (action === 'DescribeDBSnapshots' ? [lookedAt(call)] : mentions[action])?.flatMap(
    (mention) => arnOf(call, mention) ?? [],
  );
  return named === undefined || named.length === 0 ? [undefined] : named;
}

/** Snapshots are looked for by their own name or by their instance's. */
function lookedAt({ parameters }: AwsCall): Mention {
  const byInstance = textMember(parameters, 'DBSnapshotIdentifier') === undefined;
  return byInstance && textMember(parameters, 'DBInstanceIdentifier') !== undefined ? db : any(snapshot);
}

/** The ARN of a resource that a call names; a name without an account means the caller's own. */
function arnOf({ caller, region, parameters }: AwsCall, { kind, member, otherwise }: Mention): string | undefined {
  const name = textMember(parameters, member) ?? otherwise;
  if (name === undefined || name.startsWith('arn:')) return name;
  return `arn:aws:rds:${region}:${caller.accountId}:${kind}:${name.toLowerCase()}`;
}

const flags = ['PubliclyAccessible', 'StorageEncrypted'] as const;

function contextOf({ parameters }: AwsCall): ContextValues {
  const given = flags.map((flag) => [`rds:${flag}`, textMember(parameters, flag)?.toLowerCase()] as const);
  return {
    ...requestTagKeys(parameters),
    ...Object.fromEntries(given),
    'rds:MultiAz': textMember(parameters, 'MultiAZ')?.toLowerCase(),
    'rds:DatabaseClass': textMember(parameters, 'DBInstanceClass'),
    'rds:DatabaseEngine': textMember(parameters, 'Engine'),
  };
}
