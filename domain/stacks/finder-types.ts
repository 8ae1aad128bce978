/**
 * The types of Terraform resources that Backlot finds again without a state, each by a finder of its own. Recovery,
 * drift, sweep and teardown depend on them, so a stack may hold no other type.
 */
export const finderTypes = [
  'aws_athena_workgroup',
  'aws_budgets_budget',
  'aws_cloudwatch_log_group',
  'aws_db_instance',
  'aws_db_parameter_group',
  'aws_db_snapshot',
  'aws_db_subnet_group',
  'aws_default_security_group',
  'aws_ebs_encryption_by_default',
  'aws_ebs_volume',
  'aws_ecs_cluster',
  'aws_eip',
  'aws_glue_catalog_database',
  'aws_iam_account_alias',
  'aws_iam_policy',
  'aws_iam_role',
  'aws_iam_role_policy',
  'aws_instance',
  'aws_internet_gateway',
  'aws_kms_alias',
  'aws_kms_key',
  'aws_nat_gateway',
  'aws_network_interface',
  'aws_route',
  'aws_route53_record',
  'aws_route53_zone',
  'aws_route_table',
  'aws_route_table_association',
  'aws_s3_account_public_access_block',
  'aws_s3_bucket',
  'aws_s3_bucket_lifecycle_configuration',
  'aws_s3_bucket_policy',
  'aws_s3_bucket_public_access_block',
  'aws_s3_bucket_server_side_encryption_configuration',
  'aws_s3_bucket_versioning',
  'aws_secretsmanager_secret',
  'aws_security_group',
  'aws_sqs_queue',
  'aws_subnet',
  'aws_vpc',
  'aws_vpc_endpoint',
  'aws_vpc_security_group_egress_rule',
  'aws_vpc_security_group_ingress_rule',
] as const;

/** A type of Terraform resources that has a finder. */
export type FinderType = (typeof finderTypes)[number];

/** Tells whether resources of a type can be found again. */
export function hasFinder(type: string): type is FinderType {
  return finderTypes.some((known) => known === type);
}
