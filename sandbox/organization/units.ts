import type { Organization } from '../services/organizations/organization.js';

/** Makes the units of the organisation: a pool for unused accounts, and environments in a unit of their own. */
export function seedUnits({ tree, members }: Organization): void {
  tree.createUnit(tree.rootId, 'Pool');
  const engineering = tree.createUnit(tree.rootId, 'Engineering');
  const qa = tree.createUnit(engineering.id, 'QA');
  for (const { id } of members.accounts.ofKind('environment')) tree.place(id, qa.id);
}
