import type { Parameters } from '../../gateway/contract.js';
import { textMember } from '../../gateway/text-member.js';
import type { OrganizationAction } from './action.js';
import { controlPolicyType } from './control-policies.js';
import { faults } from './faults.js';
import { page, requiredText } from './input.js';
import type { Organization } from './organization.js';
import { readTags } from './tags.js';

/** The actions on service control policies, by their AWS names. */
export const policyActions: Readonly<Record<string, OrganizationAction>> = {
  CreatePolicy: (organization, parameters) => {
    requireControlPolicies(parameters, 'Type');
    const [name, content] = [requiredText(parameters, 'Name'), requiredText(parameters, 'Content')];
    const tags = readTags(parameters);
    const policy = organization.policies.create(name, textMember(parameters, 'Description') ?? '', content);
    organization.tags.add(policy.id, tags);
    return { Policy: { PolicySummary: organization.policyView(policy), Content: policy.content } };
  },

  DescribePolicy: (organization, parameters) => {
    const policy = organization.policies.find(policyId(parameters));
    return { Policy: { PolicySummary: organization.policyView(policy), Content: policy.content } };
  },

  UpdatePolicy: (organization, parameters) => {
    const [name, description, content] = ['Name', 'Description', 'Content'].map((key) => textMember(parameters, key));
    const policy = organization.policies.update(policyId(parameters), {
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      ...(content === undefined ? {} : { content }),
    });
    return { Policy: { PolicySummary: organization.policyView(policy), Content: policy.content } };
  },

  DeletePolicy: (organization, parameters) => {
    const id = policyId(parameters);
    organization.policies.remove(id);
    organization.tags.forget(id);
    return {};
  },

  ListPolicies: (organization, parameters) => {
    requireControlPolicies(parameters, 'Filter');
    const { items, ...rest } = page(parameters, organization.policies.all());
    return { Policies: items.map((policy) => organization.policyView(policy)), ...rest };
  },

  AttachPolicy: (organization, parameters) => {
    organization.policies.attach(policyId(parameters), targetId(organization, parameters));
    return {};
  },

  DetachPolicy: (organization, parameters) => {
    organization.policies.detach(policyId(parameters), targetId(organization, parameters));
    return {};
  },

  ListPoliciesForTarget: (organization, parameters) => {
    requireControlPolicies(parameters, 'Filter');
    const { items, ...rest } = page(parameters, organization.policies.of(targetId(organization, parameters)));
    return { Policies: items.map((policy) => organization.policyView(policy)), ...rest };
  },

  ListTargetsForPolicy: (organization, parameters) => {
    const { id } = organization.policies.find(policyId(parameters));
    const { items, ...rest } = page(parameters, targetsOf(organization, id));
    return { Targets: items, ...rest };
  },
};

function policyId(parameters: Parameters): string {
  return requiredText(parameters, 'PolicyId', /^p-[0-9a-zA-Z_]{8,128}$/);
}

function targetId(organization: Organization, parameters: Parameters): string {
  const id = requiredText(parameters, 'TargetId');
  if (organization.target(id) === undefined) throw faults.targetNotFound();
  return id;
}

function requireControlPolicies(parameters: Parameters, name: string): void {
  if (requiredText(parameters, name) === controlPolicyType) return;
  throw faults.invalid('INVALID_ENUM_POLICY_TYPE', 'The sandbox has service control policies only.');
}

function targetsOf(organization: Organization, policy: string): readonly Parameters[] {
  const { tree, members } = organization;
  const below = (id: string): readonly string[] => [id, ...tree.unitsOf(id).flatMap((unit) => below(unit.id))];
  const all = [...below(tree.rootId), ...members.all().map(({ id }) => id)];
  return all
    .filter((id) => organization.policies.of(id).some((one) => one.id === policy))
    .map((id) => {
      const target = organization.target(id);
      const arnKinds = { ROOT: 'root', ORGANIZATIONAL_UNIT: 'ou', ACCOUNT: 'account' } as const;
      const kind = target?.kind ?? 'ACCOUNT';
      return { TargetId: id, Arn: organization.arn(arnKinds[kind], id), Name: target?.name, Type: kind };
    });
}
