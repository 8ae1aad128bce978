import { randomUUID } from 'node:crypto';
import type { Moto } from '../gateway/moto.js';
import type { KeptPassword, SecretKeeper } from '../rds/options.js';
import type { Place } from '../rds/records.js';

const defaultKey = 'alias/aws/secretsmanager';

/** Keeps the passwords that RDS manages as secrets of the account, as RDS does. */
export class MasterSecrets implements SecretKeeper {
  constructor(private readonly moto: Moto) {}

  async create(
    place: Place,
    { instanceArn, kmsKeyId, ...login }: KeptPassword & { readonly instanceArn: string; readonly kmsKeyId?: string },
  ): Promise<{ readonly arn: string; readonly kmsKeyId: string }> {
    const { ARN } = await this.call(place, 'CreateSecret', {
      Name: `rds!db-${randomUUID()}`,
      Description: `Secret associated with primary RDS DB instance: ${instanceArn}`,
      SecretString: JSON.stringify(login),
      Tags: [{ Key: 'aws:rds:primaryDBInstanceArn', Value: instanceArn }],
      ...(kmsKeyId === undefined ? {} : { KmsKeyId: kmsKeyId }),
    });
    return { arn: String(ARN), kmsKeyId: kmsKeyId ?? (await this.defaultKeyOf(place)) };
  }

  async replace(place: Place, secretArn: string, login: KeptPassword): Promise<void> {
    await this.call(place, 'PutSecretValue', { SecretId: secretArn, SecretString: JSON.stringify(login) });
  }

  async remove(place: Place, secretArn: string): Promise<void> {
    await this.call(place, 'DeleteSecret', { SecretId: secretArn, ForceDeleteWithoutRecovery: true });
  }

  private async defaultKeyOf(place: Place): Promise<string> {
    const { KeyMetadata } = await this.moto.json('kms', 'DescribeKey', place, { KeyId: defaultKey });
    return String((KeyMetadata as { readonly Arn?: unknown }).Arn);
  }

  private async call(place: Place, action: string, parameters: Readonly<Record<string, unknown>>) {
    const { accountId, region } = place;
    return await this.moto.json('secretsmanager', action, { accountId, region }, parameters);
  }
}
