import { actionOf, type ResourceChange, type TerraformPlan } from './terraform-plan.js';

type Values = Readonly<Record<string, unknown>>;

/** What holds data that is gone with it, in people's words. */
const dataStores: Readonly<Record<string, string>> = {
  aws_db_cluster: 'database cluster',
  aws_db_instance: 'database',
  aws_dynamodb_table: 'table',
  aws_ebs_volume: 'disk',
  aws_efs_file_system: 'file system',
  aws_elasticache_cluster: 'cache',
  aws_kms_key: 'key, and with it all that it encrypts',
  aws_opensearch_domain: 'search domain',
  aws_rds_cluster: 'database cluster',
  aws_redshift_cluster: 'warehouse',
  aws_route53_zone: 'zone, with every name in it',
  aws_s3_bucket: 'bucket',
  aws_secretsmanager_secret: 'secret',
  aws_sqs_queue: 'queue, with its messages',
};

const everywhere = ['0.0.0.0/0', '::/0'];
const publicAcls = ['public-read', 'public-read-write', 'authenticated-read'];
const blocks = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'];
const policyMembers = ['policy', 'assume_role_policy', 'inline_policy'];

/** What deserves a second look in a plan, most dangerous first: data that is lost, public access, wide rights. */
export function risksOf({ resource_changes: resources = [] }: TerraformPlan): string[] {
  return [lossOfData, publicAccess, wideRights].flatMap((judge) => resources.flatMap(judge)).toSorted(byLoss);
}

function byLoss(one: string, other: string): number {
  return Number(other.startsWith('deletes')) - Number(one.startsWith('deletes'));
}

function lossOfData(resource: ResourceChange): string[] {
  const store = dataStores[resource.type];
  const action = actionOf(resource);
  if (store === undefined || (action !== 'delete' && action !== 'replace')) return [];
  return [`${action === 'delete' ? 'deletes' : 'replaces'} the ${store}: ${resource.address}`];
}

function publicAccess(resource: ResourceChange): string[] {
  const after = valuesAfter(resource);
  if (after === undefined) return [];
  const { type, address } = resource;
  const found: string[] = [];
  if (letsEverybodyIn(type, after)) found.push(`lets the whole internet in: ${address}`);
  if (after['publicly_accessible'] === true) found.push(`is reachable from the internet: ${address}`);
  if (publicAcls.includes(String(after['acl']))) found.push(`makes a bucket public: ${address}`);
  if (type.endsWith('public_access_block') && blocks.some((block) => after[block] === false)) {
    found.push(`lets buckets become public: ${address}`);
  }
  return found;
}

function letsEverybodyIn(type: string, after: Values): boolean {
  const open = (rule: unknown): boolean =>
    everywhere.some((block) => JSON.stringify(rule ?? '').includes(`"${block}"`));
  if (type === 'aws_vpc_security_group_ingress_rule') return open([after['cidr_ipv4'], after['cidr_ipv6']]);
  if (type === 'aws_security_group_rule') {
    return after['type'] === 'ingress' && open([after['cidr_blocks'], after['ipv6_cidr_blocks']]);
  }
  return /security_group$/.test(type) && open(after['ingress']);
}

function wideRights(resource: ResourceChange): string[] {
  const after = valuesAfter(resource);
  if (after === undefined) return [];
  return policyMembers.flatMap((member) => {
    const statements = statementsOf(after[member]).filter((statement) => statement['Effect'] === 'Allow');
    const isEverybody = statements.some(({ Principal, Condition }) => isAny(Principal) && Condition === undefined);
    // An endpoint's policy gives no rights: it says which calls may pass, all of them where it has no condition.
    const isFilter = (condition: unknown) => resource.type === 'aws_vpc_endpoint' && condition !== undefined;
    const isEverything = statements.some(({ Action, Condition }) => isAny(Action) && !isFilter(Condition));
    return [
      ...(isEverybody ? [`allows everybody something: ${resource.address}`] : []),
      ...(isEverything ? [`allows every action: ${resource.address}`] : []),
    ];
  });
}

function valuesAfter(resource: ResourceChange): Values | undefined {
  const action = actionOf(resource);
  if (action !== 'create' && action !== 'update' && action !== 'replace') return undefined;
  const { after } = resource.change;
  return typeof after === 'object' && after !== null ? (after as Values) : undefined;
}

function statementsOf(policy: unknown): Values[] {
  if (typeof policy !== 'string') return [];
  try {
    const { Statement } = JSON.parse(policy) as { Statement?: unknown };
    return [Statement ?? []].flat() as Values[];
  } catch {
    return [];
  }
}

/** `*` alone, in a list, or as any principal of AWS. */
function isAny(value: unknown): boolean {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return isAny((value as Values)['AWS']);
  return [value].flat().some((entry) => entry === '*' || entry === '*:*');
}
