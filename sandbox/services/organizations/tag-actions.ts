import type { Parameters } from '../../gateway/contract.js';
import type { OrganizationAction } from './action.js';
import { faults } from './faults.js';
import { requiredText } from './input.js';
import type { Organization } from './organization.js';
import { readTags } from './tags.js';

/** The actions on tags, by their AWS names. */
export const tagActions: Readonly<Record<string, OrganizationAction>> = {
  TagResource: (organization, parameters) => {
    organization.tags.add(resourceId(organization, parameters), readTags(parameters));
    return {};
  },

  UntagResource: (organization, parameters) => {
    const keys = Array.isArray(parameters.TagKeys) ? parameters.TagKeys.map(String) : [];
    organization.tags.remove(resourceId(organization, parameters), keys);
    return {};
  },

  ListTagsForResource: (organization, parameters) => ({
    Tags: organization.tags.of(resourceId(organization, parameters)),
  }),
};

function resourceId(organization: Organization, parameters: Parameters): string {
  const id = requiredText(parameters, 'ResourceId');
  const known = organization.target(id) !== undefined || organization.policies.all().some((policy) => policy.id === id);
  if (!known) throw faults.targetNotFound();
  return id;
}
