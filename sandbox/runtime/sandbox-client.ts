import type { Fault, FaultSpec } from '../gateway/faults/fault.js';
import type { CallFilter, RecordedCall } from '../gateway/recorder.js';
import type { InstancePlace } from './control.js';
import type { AccountDescription, SandboxCredentials, SandboxDescription } from './description.js';
import { SandboxError } from './sandbox-error.js';

/** One attempt to connect to an instance. */
export interface RecordedConnection {
  /** ISO 8601. */
  readonly at: string;
  readonly source: string;
  readonly accepted: boolean;
}

/** Talks to a sandbox that runs in another process. */
export class SandboxClient {
  /** @param endpoint the sandbox's AWS endpoint. */
  constructor(private readonly endpoint: string) {}

  async describe(): Promise<SandboxDescription> {
    return (await this.get('description', {})) as SandboxDescription;
  }

  /** The recorded calls that match, oldest first. */
  async calls(filter: CallFilter = {}): Promise<readonly RecordedCall[]> {
    const members = Object.entries(filter) as [string, string | boolean][];
    const query = Object.fromEntries(members.map(([name, value]) => [name, String(value)]));
    return (await this.get('calls', query)) as readonly RecordedCall[];
  }

  /** Fresh credentials of a role in an account; the administrator's without a role. */
  async credentials(account: string, role?: string): Promise<SandboxCredentials> {
    const query = { account, ...(role === undefined ? {} : { role }) };
    return (await this.get('credentials', query)) as SandboxCredentials;
  }

  /** Who tried to connect to an instance, refused attempts included, oldest first. */
  async connections(place: InstancePlace): Promise<readonly RecordedConnection[]> {
    return (await this.get('connections', { ...place })) as readonly RecordedConnection[];
  }

  /** Takes an automated snapshot of an instance now and returns its name when it is available. */
  async takeAutomatedSnapshot(place: InstancePlace): Promise<string> {
    const query = new URLSearchParams({ ...place }).toString();
    return String(await this.request(`automated-snapshots?${query}`, { method: 'POST' }));
  }

  /** Adds an environment's account, filled like the seeded ones. */
  async addEnvironment(name: string, regions?: readonly string[]): Promise<AccountDescription> {
    const body = JSON.stringify({ name, regions });
    return (await this.request('environments', { method: 'POST', body })) as AccountDescription;
  }

  /** Adds a fault for the calls to come. */
  async addFault(fault: FaultSpec): Promise<Fault> {
    return (await this.request('faults', { method: 'POST', body: JSON.stringify(fault) })) as Fault;
  }

  /** The faults that there are, with what they hold. */
  async faults(): Promise<readonly Fault[]> {
    return (await this.get('faults', {})) as readonly Fault[];
  }

  /** Takes one fault away, or all; what it holds goes on. Returns how many there were. */
  async removeFaults(which: { readonly id: string } | 'all'): Promise<number> {
    const query = new URLSearchParams(which === 'all' ? { all: 'true' } : { id: which.id }).toString();
    return ((await this.request(`faults?${query}`, { method: 'DELETE' })) as { removed: number }).removed;
  }

  /**
   * Lets go what a fault holds, all of it or the call with a request id; with `drop`, its connection is ended instead.
   * Returns how many calls that were.
   */
  async releaseFault(id: string, options: { readonly requestId?: string; readonly drop?: boolean } = {}) {
    const { requestId, drop = false } = options;
    const query = new URLSearchParams({
      id,
      ...(requestId === undefined ? {} : { request: requestId }),
      ...(drop ? { drop: 'true' } : {}),
    }).toString();
    return ((await this.request(`faults/release?${query}`, { method: 'POST' })) as { released: number }).released;
  }

  private async get(path: string, query: Readonly<Record<string, string>>): Promise<unknown> {
    return await this.request(`${path}?${new URLSearchParams(query).toString()}`, {});
  }

  private async request(path: string, init: RequestInit): Promise<unknown> {
    const response = await fetch(`${this.endpoint}/_sandbox/${path}`, init).catch((error: unknown) => {
      throw new SandboxError(
        `The sandbox at ${this.endpoint} does not answer (${String(error)}). Start one with "backlot sandbox up".`,
        'not running',
      );
    });
    const body: unknown = await response.json();
    if (response.ok) return body;
    const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : response.statusText;
    throw new SandboxError(String(message), response.status === 400 ? 'invalid' : 'failed');
  }
}
