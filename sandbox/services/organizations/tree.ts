import { randomInt } from 'node:crypto';
import { faults } from './faults.js';

/** One organizational unit. */
export interface Unit {
  readonly id: string;
  readonly parentId: string;
  name: string;
}

/** The most levels of units below the root. */
const deepest = 5;

/** The organisation's tree: one root, units in it, and where every account is. */
export class OrganizationTree {
  readonly rootId = 'r-sbox';
  private readonly units = new Map<string, Unit>();
  private readonly parents = new Map<string, string>();

  /** Puts an account that is nowhere yet into a unit or the root. */
  place(accountId: string, parentId: string): void {
    this.parents.set(accountId, parentId);
  }

  /** Where an account or a unit is; an account that was never placed is in the root. */
  parentOf(childId: string): string {
    return this.units.get(childId)?.parentId ?? this.parents.get(childId) ?? this.rootId;
  }

  isParent(id: string): boolean {
    return id === this.rootId || this.units.has(id);
  }

  unit(id: string): Unit {
    const unit = this.units.get(id);
    if (unit === undefined) throw faults.unitNotFound();
    return unit;
  }

  unitsOf(parentId: string): readonly Unit[] {
    return [...this.units.values()].filter((unit) => unit.parentId === parentId);
  }

  /** The way from the root to a unit or an account, both ends included. */
  pathTo(id: string): readonly string[] {
    return id === this.rootId ? [id] : [...this.pathTo(this.parentOf(id)), id];
  }

  createUnit(parentId: string, name: string): Unit {
    if (!this.isParent(parentId)) throw faults.parentNotFound();
    this.requireFreeName(parentId, name);
    if (this.pathTo(parentId).length > deepest) {
      throw faults.constraint('OU_DEPTH_LIMIT_EXCEEDED', 'The units of an organization are nested too deeply.');
    }
    const unit = { id: `ou-sbox-${randomSuffix()}`, parentId, name };
    this.units.set(unit.id, unit);
    return unit;
  }

  renameUnit(id: string, name: string): Unit {
    const unit = this.unit(id);
    if (unit.name !== name) this.requireFreeName(unit.parentId, name);
    unit.name = name;
    return unit;
  }

  /** Removes a unit; whether accounts are in it is known to the caller. */
  removeUnit(id: string, hasAccounts: boolean): void {
    this.unit(id);
    if (hasAccounts || this.unitsOf(id).length > 0) throw faults.unitNotEmpty();
    this.units.delete(id);
  }

  move(accountId: string, from: string, to: string): void {
    if (this.parentOf(accountId) !== from) throw faults.sourceNotFound();
    if (!this.isParent(to)) throw faults.destinationNotFound();
    if (from === to) throw faults.alreadyThere();
    this.place(accountId, to);
  }

  private requireFreeName(parentId: string, name: string): void {
    if (this.unitsOf(parentId).some((unit) => unit.name === name)) throw faults.unitExists();
  }
}

/** Eight characters that make an id of Organizations unique. */
export function randomSuffix(): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]).join('');
}
