# What the templates of an environment are made of, one of each.
terraform {
  required_version = ">= 1.11"
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  s3_use_path_style = true
  default_tags {
    tags = { "backlot:stack" = "by-terraform" }
  }
}
data "aws_caller_identity" "own" {}
# Zones and records take their time in the provider, so they do not wait for the new network.
data "aws_vpc" "first" {
  cidr_block = "10.20.0.0/16"
}
locals {
  account = data.aws_caller_identity.own.account_id
}
resource "aws_kms_key" "data" {
  description             = "by Terraform"
  deletion_window_in_days = 7
  enable_key_rotation     = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Owner", Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.account}:root" }, Action = "kms:*", Resource = "*" },
    ]
  })
}
resource "aws_kms_alias" "data" {
  name          = "alias/by-terraform"
  target_key_id = aws_kms_key.data.id
}
resource "aws_vpc" "own" {
  cidr_block           = "10.99.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_subnet" "own" {
  for_each          = { a = 1, b = 2 }
  vpc_id            = aws_vpc.own.id
  cidr_block        = "10.99.${each.value}.0/24"
  availability_zone = "us-east-1${each.key}"
}
resource "aws_route_table" "own" {
  vpc_id = aws_vpc.own.id
}
resource "aws_route_table_association" "own" {
  for_each       = aws_subnet.own
  subnet_id      = each.value.id
  route_table_id = aws_route_table.own.id
}
resource "aws_security_group" "own" {
  name        = "by-terraform"
  description = "by Terraform"
  vpc_id      = aws_vpc.own.id
}
resource "aws_vpc_security_group_ingress_rule" "postgres" {
  security_group_id = aws_security_group.own.id
  cidr_ipv4         = "10.99.0.0/16"
  from_port         = 5432
  to_port           = 5432
  ip_protocol       = "tcp"
}
resource "aws_vpc_security_group_egress_rule" "own" {
  security_group_id            = aws_security_group.own.id
  referenced_security_group_id = aws_security_group.own.id
  ip_protocol                  = "-1"
}
resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.own.id
  service_name    = "com.amazonaws.us-east-1.s3"
  route_table_ids = [aws_route_table.own.id]
}
resource "aws_vpc_endpoint" "kms" {
  vpc_id              = aws_vpc.own.id
  service_name        = "com.amazonaws.us-east-1.kms"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [for subnet in aws_subnet.own : subnet.id]
  security_group_ids  = [aws_security_group.own.id]
  private_dns_enabled = true
}
resource "aws_iam_policy" "boundary" {
  name = "by-terraform-boundary"
  path = "/backlot/"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:*", "kms:*", "rds:*"], Resource = "*" }]
  })
}
resource "aws_iam_role" "own" {
  name                 = "by-terraform"
  path                 = "/backlot/"
  permissions_boundary = aws_iam_policy.boundary.arn
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::${local.account}:root" } }]
  })
}
resource "aws_iam_role_policy" "own" {
  name = "own"
  role = aws_iam_role.own.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }]
  })
}
resource "aws_iam_policy" "own" {
  name = "by-terraform"
  path = "/backlot/"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "kms:Decrypt", Resource = aws_kms_key.data.arn }]
  })
}
resource "aws_iam_role_policy_attachment" "own" {
  role       = aws_iam_role.own.name
  policy_arn = aws_iam_policy.own.arn
}
resource "aws_route53_zone" "private" {
  name          = "by-terraform.example"
  force_destroy = true
  vpc {
    vpc_id = data.aws_vpc.first.id
  }
}
resource "aws_route53_record" "cname" {
  zone_id = aws_route53_zone.private.zone_id
  name    = "users.db"
  type    = "CNAME"
  ttl     = 5
  records = ["somewhere.example"]
}
resource "aws_route53_record" "a" {
  zone_id = aws_route53_zone.private.zone_id
  name    = "service"
  type    = "A"
  ttl     = 60
  records = ["10.99.1.10", "10.99.2.10"]
}
resource "aws_db_subnet_group" "own" {
  name       = "by-terraform"
  subnet_ids = [for subnet in aws_subnet.own : subnet.id]
}
resource "aws_db_parameter_group" "own" {
  name   = "by-terraform"
  family = "postgres18"
  parameter {
    name  = "work_mem"
    value = "8192"
  }
}
resource "aws_s3_bucket" "own" {
  bucket        = "by-terraform-${local.account}"
  force_destroy = true
}
resource "aws_s3_bucket_versioning" "own" {
  bucket = aws_s3_bucket.own.id
  versioning_configuration {
    status = "Enabled"
  }
}
resource "aws_s3_bucket_server_side_encryption_configuration" "own" {
  bucket = aws_s3_bucket.own.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.data.arn
    }
  }
}
resource "aws_s3_bucket_public_access_block" "own" {
  bucket                  = aws_s3_bucket.own.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
resource "aws_secretsmanager_secret" "own" {
  name                    = "by-terraform"
  kms_key_id              = aws_kms_key.data.arn
  recovery_window_in_days = 0
}
ephemeral "aws_secretsmanager_random_password" "own" {
  password_length = 32
}
resource "aws_secretsmanager_secret_version" "own" {
  secret_id                = aws_secretsmanager_secret.own.id
  secret_string_wo         = ephemeral.aws_secretsmanager_random_password.own.random_password
  secret_string_wo_version = 1
}
resource "aws_budgets_budget" "own" {
  name         = "by-terraform"
  budget_type  = "COST"
  limit_amount = "2000"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
}
