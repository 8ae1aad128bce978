import { AwsError, type AwsCall, type Parameters, type Service } from '../gateway/contract.js';
import type { Moto } from '../gateway/moto.js';
import { textMember } from '../gateway/text-member.js';

/** Secrets Manager is moto's, but for two answers that would lead a caller astray. */
export class SecretsManagerService implements Service {
  readonly name = 'secretsmanager';
  readonly actions = new Set(['CreateSecret', 'RotateSecret']);

  constructor(private readonly moto: Moto) {}

  async handle(call: AwsCall): Promise<Parameters> {
    return call.action === 'CreateSecret' ? await this.create(call) : await this.rotate(call);
  }

  /** AWS says of a name that waits for its deletion that it cannot be used now, not that it exists. */
  private async create(call: AwsCall): Promise<Parameters> {
    try {
      return await this.moto.json('secretsmanager', 'CreateSecret', at(call), call.parameters);
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'ResourceExistsException') throw error;
      const existing = await this.describe(call, call.parameters.Name);
      if (typeof existing.DeletedDate !== 'number') throw error;
      throw new AwsError(
        'InvalidRequestException',
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    }
  }

  /** Without a rotation function AWS refuses; moto accepts and loses the current value. */
  private async rotate(call: AwsCall): Promise<Parameters> {
    const secret = await this.describe(call, call.parameters.SecretId);
    if (![call.parameters, secret].some((holder) => textMember(holder, 'RotationLambdaARN') !== undefined)) {
      throw new AwsError('InvalidRequestException', 'No Lambda rotation function ARN is associated with this secret.');
    }
    return await this.moto.json('secretsmanager', 'RotateSecret', at(call), call.parameters);
  }

  private async describe(call: AwsCall, secretId: unknown): Promise<Parameters> {
    return await this.moto.json('secretsmanager', 'DescribeSecret', at(call), { SecretId: secretId });
  }
}

function at(call: AwsCall): { accountId: string; region: string } {
  return { accountId: call.caller.accountId, region: call.region };
}
