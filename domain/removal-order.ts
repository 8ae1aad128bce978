import type { FinderType } from './stacks/finder-types.js';

/**
 * The order in which resources of one region can go: what uses something goes before it, and keys last of all, because
 * whatever is under a key is lost with it.
 */
export const removalOrder: readonly FinderType[] = [
  'aws_db_instance',
  'aws_db_snapshot',
  'aws_db_parameter_group',
  'aws_secretsmanager_secret',
  'aws_ecs_cluster',
  'aws_cloudwatch_log_group',
  'aws_athena_workgroup',
  'aws_glue_catalog_database',
  'aws_sqs_queue',
  'aws_s3_bucket',
  'aws_budgets_budget',
  'aws_instance',
  'aws_ebs_volume',
  'aws_vpc_endpoint',
  'aws_nat_gateway',
  'aws_network_interface',
  'aws_eip',
  'aws_db_subnet_group',
  'aws_route53_record',
  'aws_route53_zone',
  'aws_vpc_security_group_egress_rule',
  'aws_vpc_security_group_ingress_rule',
  'aws_security_group',
  'aws_route_table_association',
  'aws_route_table',
  'aws_internet_gateway',
  'aws_subnet',
  'aws_vpc',
  'aws_iam_account_alias',
  'aws_iam_role_policy',
  'aws_iam_role',
  'aws_iam_policy',
  'aws_kms_alias',
  'aws_kms_key',
];
