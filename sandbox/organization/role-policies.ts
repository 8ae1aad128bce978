/** Actions that only look. */
const reading = ['rds:Describe*', 'rds:List*', 'ec2:Describe*', 'route53:Get*', 'route53:List*', 'kms:DescribeKey'];

const actions: Readonly<Record<string, readonly string[]>> = {
  BacklotAccounts: ['organizations:*'],
  BacklotDeploy: ['*'],
  BacklotSource: [
    ...['rds:Describe*', 'rds:ListTagsForResource', 'rds:CreateDBSnapshot', 'rds:CopyDBSnapshot'],
    ...['rds:ModifyDBSnapshotAttribute', 'rds:DeleteDBSnapshot', 'rds:AddTagsToResource'],
    ...['kms:DescribeKey', 'kms:CreateGrant'],
  ],
  BacklotScrub: [...reading, 'rds:*', 'kms:*', 'secretsmanager:*'],
  BacklotVerify: ['kms:Sign', 'kms:Verify', 'kms:GetPublicKey', 'rds:Describe*'],
  BacklotPublish: [...reading, 'rds:CopyDBSnapshot', 'rds:ModifyDBSnapshotAttribute', 'rds:DeleteDBSnapshot', 'kms:*'],
  BacklotData: [...reading, 'rds:*', 'kms:*', 'secretsmanager:*', 'route53:ChangeResourceRecordSets'],
  BacklotDns: ['route53:*'],
  BacklotRoll: ['ec2:*', 'elasticloadbalancing:*', 'route53:ChangeResourceRecordSets'],
  BacklotRead: reading,
};

/** The inline permission policy of one of Backlot's roles, as JSON text. */
export function rolePolicy(roleName: string): string {
  const Action = actions[roleName] ?? ['*'];
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
}

/** A trust policy that names the principals that may assume a role, as JSON text. */
export function trustPolicy(principals: readonly string[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: principals }, Action: 'sts:AssumeRole' }],
  });
}
