import { AwsError } from '../../gateway/contract.js';
import { absoluteName } from './record-set.js';
import type { Zone } from './zone.js';

/** All hosted zones of all accounts. An account sees its own; the name server answers from every one. */
export class ZoneStore {
  private readonly zones = new Map<string, Zone>();

  add(zone: Zone): void {
    this.zones.set(zone.id, zone);
  }

  remove(zone: Zone): void {
    this.zones.delete(zone.id);
  }

  /**
   * Finds a zone of an account.
   *
   * @param id with or without `/hostedzone/` before it.
   * @throws {AwsError} `NoSuchHostedZone`, for another account's zone as well.
   */
  get(accountId: string, id: unknown): Zone {
    const zone = this.find(id);
    if (zone === undefined || zone.options.accountId !== accountId) {
      throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${plainId(id)}`, 404);
    }
    return zone;
  }

  all(): readonly Zone[] {
    return [...this.zones.values()];
  }

  /** Finds a zone whoever owns it. */
  find(id: unknown): Zone | undefined {
    return this.zones.get(plainId(id));
  }

  /** The zones of an account, by name. */
  of(accountId: string): Zone[] {
    return [...this.zones.values()]
      .filter(({ options }) => options.accountId === accountId)
      .sort((a, b) => (a.options.name + a.id < b.options.name + b.id ? -1 : 1));
  }

  /** The zone that is responsible for a name: the one with the longest matching name, a private one before a public. */
  responsibleFor(name: string): Zone | undefined {
    const wanted = absoluteName(name);
    return [...this.zones.values()]
      .filter(({ options }) => wanted === options.name || wanted.endsWith(`.${options.name}`))
      .sort((a, b) => rank(b) - rank(a))[0];
  }
}

function rank({ options }: Zone): number {
  return options.name.length * 2 + (options.privateZone ? 1 : 0);
}

function plainId(id: unknown): string {
  return String(id).replace(/^.*\//, '');
}
