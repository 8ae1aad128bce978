import type { Account } from './accounts.js';

/** Who belongs to the security groups of the networks that Backlot makes. */
const members = { 'backlot-worker': 'member-worker', 'backlot-services': 'member-client' } as const;

/**
 * The places that connections come from. Each has a source address of its own, so that a security group can let one in
 * and keep another out: `production-app`, `cleanroom-worker/us-east-1`, `qa1-worker`, `qa1-client`, `intruder`,
 * `builder`; and `member-worker` and `member-client` for all accounts that were made later.
 */
export class Places {
  private readonly addresses = new Map<string, string>();
  private readonly queues = new Map<string, string>();
  private last = 0;

  /** @param prefix the sandbox's network, `127.41`; places are 127.41.2.1 and up. */
  constructor(private readonly prefix: string) {
    for (const name of ['builder', 'intruder', ...Object.values(members)]) this.add(name);
    this.queues.set('backlot-data/*', this.address(members['backlot-worker']));
  }

  /** Gives an account its places, and its data queues their source addresses. */
  addAccount(account: Account): void {
    switch (account.kind) {
      case 'production':
        this.add('production-app');
        return;
      case 'cleanroom':
        for (const region of account.regions) {
          this.queues.set(`backlot-data/cleanroom/${region}`, this.add(cleanroomWorker(region)));
        }
        return;
      case 'environment': {
        const worker = this.add(environmentWorker(account.name));
        for (const region of account.regions) this.queues.set(`backlot-data/${account.name}/${region}`, worker);
        this.add(environmentClient(account.name));
        return;
      }
      default:
        return;
    }
  }

  /** A place's source address. */
  address(name: string): string {
    const address = this.addresses.get(name);
    if (address === undefined) throw new Error(`The sandbox has no place "${name}".`);
    return address;
  }

  /** The addresses of those who belong to a security group of this name. */
  membersOf(group: string): string[] {
    return Object.entries(members).flatMap(([name, place]) => (name === group ? [this.address(place)] : []));
  }

  /** All addresses by the name of their place. */
  all(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.addresses);
  }

  /** Source addresses by data queue: where the worker of the queue stands. */
  sourceAddresses(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.queues);
  }

  private add(name: string): string {
    this.last += 1;
    const address = `${this.prefix}.${2 + Math.floor(this.last / 250)}.${this.last % 250 || 250}`;
    this.addresses.set(name, address);
    return address;
  }
}

/** The place of the clean room's data worker in a region. */
export function cleanroomWorker(region: string): string {
  return `cleanroom-worker/${region}`;
}

/** The place of an environment's data worker. */
export function environmentWorker(environment: string): string {
  return `${environment}-worker`;
}

/** The place of an environment's services, which use its databases. */
export function environmentClient(environment: string): string {
  return `${environment}-client`;
}
