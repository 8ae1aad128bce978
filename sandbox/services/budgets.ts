import { AwsError, type AwsCall, type Parameters, type Service } from '../gateway/contract.js';
import type { Moto } from '../gateway/moto.js';
import { textMember } from '../gateway/text-member.js';

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Budgets are moto's, but for their tags, which it does not keep. */
export class BudgetsService implements Service {
  readonly name = 'budgets';
  readonly actions = new Set(['CreateBudget', 'DeleteBudget', 'TagResource', 'UntagResource', 'ListTagsForResource']);
  private readonly tags = new Map<string, readonly Tag[]>();

  constructor(private readonly moto: Moto) {}

  async handle(call: AwsCall): Promise<Parameters> {
    switch (call.action) {
      case 'CreateBudget':
        return await this.create(call);
      case 'DeleteBudget':
        this.tags.delete(arnOf(call, call.parameters.BudgetName));
        return await this.pass(call);
      default:
        return this.onTags(call);
    }
  }

  private async create(call: AwsCall): Promise<Parameters> {
    const { Budget, ResourceTags, ...rest } = call.parameters;
    const result = await this.pass({ ...call, parameters: { ...rest, Budget } });
    const { BudgetName } = Budget as { readonly BudgetName: string };
    this.tags.set(arnOf(call, BudgetName), (ResourceTags ?? []) as readonly Tag[]);
    return result;
  }

  private onTags(call: AwsCall): Parameters {
    const arn = textMember(call.parameters, 'ResourceARN') ?? '';
    const tags = this.tags.get(arn);
    if (tags === undefined || arn.split(':')[4] !== call.caller.accountId) {
      throw new AwsError('NotFoundException', `Unable to find the resource: ${arn}`);
    }
    if (call.action === 'TagResource') {
      const added = (call.parameters.ResourceTags ?? []) as readonly Tag[];
      this.tags.set(arn, [...new Map([...tags, ...added].map((tag) => [tag.Key, tag])).values()]);
    }
    if (call.action === 'UntagResource') {
      const keys = (call.parameters.ResourceTagKeys ?? []) as readonly string[];
      this.tags.set(
        arn,
        tags.filter(({ Key }) => !keys.includes(Key)),
      );
    }
    return call.action === 'ListTagsForResource' ? { ResourceTags: tags } : {};
  }

  private async pass({ action, caller, region, parameters }: AwsCall): Promise<Parameters> {
    return await this.moto.json('budgets', action, { accountId: caller.accountId, region }, parameters);
  }
}

function arnOf({ caller }: AwsCall, budget: unknown): string {
  return `arn:aws:budgets::${caller.accountId}:budget/${String(budget)}`;
}
