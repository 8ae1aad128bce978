import type { Organization } from '../services/organizations/organization.js';
import type { Account } from './accounts.js';

/** Makes the units of the organisation: a pool for accounts that nobody uses, and a place for environments. */
export function makeUnits({ tree }: Organization): void {
  tree.createUnit(tree.rootId, 'Pool');
  tree.createUnit(tree.createUnit(tree.rootId, 'Engineering').id, 'QA');
}

/** Puts an account where it belongs: environments are `Engineering/QA`, all others stay in the root. */
export function placeInUnit({ tree }: Organization, { id, kind }: Account): void {
  if (kind !== 'environment') return;
  const unit = (parentId: string, name: string) => tree.unitsOf(parentId).find((candidate) => candidate.name === name);
  const engineering = unit(tree.rootId, 'Engineering');
  const qa = engineering && unit(engineering.id, 'QA');
  if (qa !== undefined) tree.place(id, qa.id);
}
