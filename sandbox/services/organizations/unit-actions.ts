import type { Parameters } from '../../gateway/contract.js';
import type { OrganizationAction } from './action.js';
import { controlPolicyType } from './control-policies.js';
import { faults } from './faults.js';
import { page, requiredText } from './input.js';
import type { Organization } from './organization.js';
import { readTags } from './tags.js';

const unitName = /^[\s\S]{1,128}$/;

/** The actions on the root and its units, by their AWS names. */
export const unitActions: Readonly<Record<string, OrganizationAction>> = {
  ListRoots: (organization) => ({
    Roots: [
      {
        Id: organization.tree.rootId,
        Arn: organization.arn('root', organization.tree.rootId),
        Name: 'Root',
        PolicyTypes: [{ Type: controlPolicyType, Status: 'ENABLED' }],
      },
    ],
  }),

  CreateOrganizationalUnit: (organization, parameters) => {
    const name = requiredText(parameters, 'Name', unitName);
    const tags = readTags(parameters);
    const unit = organization.tree.createUnit(requiredText(parameters, 'ParentId'), name);
    organization.tags.add(unit.id, tags);
    return { OrganizationalUnit: organization.unitView(unit) };
  },

  DescribeOrganizationalUnit: (organization, parameters) => ({
    OrganizationalUnit: organization.unitView(organization.tree.unit(unitId(parameters))),
  }),

  UpdateOrganizationalUnit: (organization, parameters) => {
    const unit = organization.tree.unit(unitId(parameters));
    const name = parameters.Name === undefined ? unit.name : requiredText(parameters, 'Name', unitName);
    return { OrganizationalUnit: organization.unitView(organization.tree.renameUnit(unit.id, name)) };
  },

  DeleteOrganizationalUnit: (organization, parameters) => {
    const id = unitId(parameters);
    organization.tree.removeUnit(id, organization.accountsOf(id).length > 0);
    organization.policies.forget(id);
    organization.tags.forget(id);
    return {};
  },

  ListOrganizationalUnitsForParent: (organization, parameters) => {
    const { items, ...rest } = page(parameters, organization.tree.unitsOf(parentId(organization, parameters)));
    return { OrganizationalUnits: items.map((unit) => organization.unitView(unit)), ...rest };
  },

  ListChildren: (organization, parameters) => {
    const parent = parentId(organization, parameters);
    const kind = requiredText(parameters, 'ChildType', /^(ACCOUNT|ORGANIZATIONAL_UNIT)$/);
    const found = kind === 'ACCOUNT' ? organization.accountsOf(parent) : organization.tree.unitsOf(parent);
    const ids = found.map(({ id }) => id);
    const { items, ...rest } = page(parameters, ids);
    return { Children: items.map((Id) => ({ Id, Type: kind })), ...rest };
  },

  ListParents: (organization, parameters) => {
    const id = requiredText(parameters, 'ChildId');
    if (id === organization.tree.rootId || organization.target(id) === undefined) throw faults.childNotFound();
    const parent = organization.tree.parentOf(id);
    return { Parents: [{ Id: parent, Type: organization.target(parent)?.kind }] };
  },
};

function unitId(parameters: Parameters): string {
  return requiredText(parameters, 'OrganizationalUnitId', /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/);
}

function parentId(organization: Organization, parameters: Parameters): string {
  const id = requiredText(parameters, 'ParentId');
  if (!organization.tree.isParent(id)) throw faults.parentNotFound();
  return id;
}
