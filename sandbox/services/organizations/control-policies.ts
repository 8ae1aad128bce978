import type { Parameters } from '../../gateway/contract.js';
import { parsePolicy } from '../../iam/policy.js';
import { faults } from './faults.js';
import { randomSuffix } from './tree.js';

/** One service control policy. */
export interface ControlPolicy {
  readonly id: string;
  readonly awsManaged: boolean;
  name: string;
  description: string;
  /** JSON text. */
  content: string;
}

/** The only policy type of the sandbox's organisation. */
export const controlPolicyType = 'SERVICE_CONTROL_POLICY';

const mostPerTarget = 5;
const longest = 5_120;

/** AWS's own policy, which stands at every new account and unit until it is replaced by something narrower. */
const fullAccess: ControlPolicy = {
  id: 'p-FullAWSAccess',
  awsManaged: true,
  name: 'FullAWSAccess',
  description: 'Allows access to every operation',
  content: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }),
};

/** The service control policies of the organisation, and what they are attached to. */
export class ControlPolicies {
  private readonly policies = new Map<string, ControlPolicy>([[fullAccess.id, fullAccess]]);
  private readonly attached = new Map<string, readonly string[]>();

  all(): readonly ControlPolicy[] {
    return [...this.policies.values()];
  }

  /** @throws {AwsError} `PolicyNotFoundException`. */
  find(id: string): ControlPolicy {
    const policy = this.policies.get(id);
    if (policy === undefined) throw faults.policyNotFound();
    return policy;
  }

  /** The policies of a root, unit or account; one that was never touched has AWS's own. */
  of(targetId: string): readonly ControlPolicy[] {
    return (this.attached.get(targetId) ?? [fullAccess.id]).map((id) => this.find(id));
  }

  create(name: string, description: string, content: string): ControlPolicy {
    if (this.all().some((policy) => policy.name === name)) throw faults.policyExists();
    const policy = { id: `p-${randomSuffix()}`, awsManaged: false, name, description, content: checked(content) };
    this.policies.set(policy.id, policy);
    return policy;
  }

  update(id: string, change: Partial<Pick<ControlPolicy, 'name' | 'description' | 'content'>>): ControlPolicy {
    const policy = this.own(id);
    if (change.content !== undefined) checked(change.content);
    const taken = this.all().some(({ name }) => name === change.name);
    if (change.name !== policy.name && taken) throw faults.policyExists();
    return Object.assign(policy, change);
  }

  remove(id: string): void {
    this.own(id);
    if ([...this.attached.values()].some((ids) => ids.includes(id))) throw faults.policyInUse();
    this.policies.delete(id);
  }

  attach(id: string, targetId: string): void {
    const ids = this.of(targetId).map((policy) => policy.id);
    if (ids.includes(this.find(id).id)) throw faults.policyAttached();
    if (ids.length >= mostPerTarget) {
      throw faults.constraint('MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED', 'Too many policies are attached.');
    }
    this.attached.set(targetId, [...ids, id]);
  }

  detach(id: string, targetId: string): void {
    const ids = this.of(targetId).map((policy) => policy.id);
    if (!ids.includes(this.find(id).id)) throw faults.policyNotAttached();
    if (ids.length === 1) {
      throw faults.constraint('MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED', 'The last policy cannot be detached.');
    }
    this.attached.set(
      targetId,
      ids.filter((other) => other !== id),
    );
  }

  /** Forgets a target that no longer exists. */
  forget(targetId: string): void {
    this.attached.delete(targetId);
  }

  private own(id: string): ControlPolicy {
    const policy = this.find(id);
    if (policy.awsManaged) throw faults.invalid('IMMUTABLE_POLICY', 'AWS’s own policies cannot be changed.');
    return policy;
  }
}

/** What a policy is described with. */
export function policySummary(policy: ControlPolicy, arn: string): Parameters {
  const { id, name, description, awsManaged } = policy;
  return { Id: id, Arn: arn, Name: name, Description: description, Type: controlPolicyType, AwsManaged: awsManaged };
}

function checked(content: string): string {
  if (content.length > longest) {
    throw faults.constraint('POLICY_CONTENT_LIMIT_EXCEEDED', 'The policy is longer than 5,120 characters.');
  }
  if (parsePolicy(content) === undefined) throw faults.policyMalformed();
  return content;
}
