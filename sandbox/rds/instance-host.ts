import { setTimeout as sleep } from 'node:timers/promises';
import type { SecureContext } from 'node:tls';

import { removeDirectory } from '../postgres/data-directory.js';
import { ConnectionLog, type ConnectionAttempt } from '../postgres/front/connection-log.js';
import { Front } from '../postgres/front/front.js';
import { PostgresError } from '../postgres/postgres-error.js';
import { changePassword, createMasterUser, type MasterUser } from '../postgres/roles.js';
import { ownDatabase, PostgresServer, type ServerPlaces, type StopMode } from '../postgres/server.js';
import type { PostgresSettings } from '../postgres/settings.js';

/** What a host needs to know while it serves; functions are asked at each connection. */
export interface HostOptions {
  readonly places: ServerPlaces;
  /** Everything of the instance on disk; removed with it. */
  readonly directory: string;
  readonly address: string;
  readonly port: () => number;
  readonly settings: () => PostgresSettings;
  readonly requiresTls: () => boolean;
  readonly ingress: () => Promise<readonly string[]>;
  readonly issueCertificate: () => Promise<SecureContext>;
  /** Told after the server ended by itself: with nothing when it runs again, else with why it does not. */
  readonly crashed: (failure: unknown) => void;
}

/** How long the orphans of a killed server may take to end, in ms. */
const orphansGone = 60_000;

/** The machine of one instance: a PostgreSQL server and the front before it. */
export class InstanceHost {
  readonly #server: PostgresServer;
  readonly #connections = new ConnectionLog();
  #front: Front | undefined;

  constructor(readonly options: HostOptions) {
    this.#server = new PostgresServer(options.places, () => void this.#recover());
  }

  get address(): string {
    return this.options.address;
  }

  get dataDirectory(): string {
    return this.options.places.dataDirectory;
  }

  /** Starts the server, without letting anybody in. */
  async boot(): Promise<void> {
    await this.#server.start(this.options.settings());
  }

  /** Lets clients in under the instance's present name. */
  async open(): Promise<void> {
    const certificate = await this.options.issueCertificate();
    const front = new Front({
      address: this.options.address,
      port: this.options.port(),
      socket: this.#server.socket,
      log: this.#connections,
      certificate: () => certificate,
      ingress: this.options.ingress,
      requiresTls: this.options.requiresTls,
    });
    await front.listen();
    this.#front = front;
  }

  /** Lets nobody in any more and cuts who is connected; the server runs on. */
  async shut(): Promise<void> {
    await this.#front?.close();
    this.#front = undefined;
  }

  /** Shuts and ends the server. */
  async halt(mode: StopMode): Promise<void> {
    await this.shut();
    await this.#server.stop(mode);
  }

  /** Ends everything and removes the data. */
  async destroy(): Promise<void> {
    await this.halt('immediate');
    await removeDirectory(this.options.directory);
    await removeDirectory(this.options.places.socketDirectory);
  }

  /** Makes the running server read its settings again. */
  async reload(): Promise<void> {
    await this.#server.reload(this.options.settings());
  }

  async createMasterUser(master: MasterUser, database: string | undefined): Promise<void> {
    await this.#server.asSuperuser('postgres', (client) => createMasterUser(client, master, database));
  }

  async changePassword(role: string, password: string): Promise<void> {
    await this.#server.asSuperuser(ownDatabase, (client) => changePassword(client, role, password));
  }

  /** Copies the data as a storage snapshot does; returns its instant. */
  async snapshotTo(directory: string): Promise<Date> {
    return await this.#server.snapshotTo(directory);
  }

  /** Does what RDS does about a server that died: starts it again, by itself. */
  async #recover(): Promise<void> {
    try {
      const open = this.#front !== undefined;
      await this.shut();
      await this.#bootAfterCrash();
      if (open) await this.open();
      this.options.crashed(undefined);
    } catch (error) {
      this.options.crashed(error);
    }
  }

  /** The children of a server that was killed outlive it for a moment, and PostgreSQL starts only after they are gone. */
  async #bootAfterCrash(): Promise<void> {
    const deadline = Date.now() + orphansGone;
    for (;;) {
      try {
        await this.boot();
        return;
      } catch (error) {
        const orphans = error instanceof PostgresError && error.message.includes('still in use');
        if (!orphans || Date.now() > deadline) throw error;
        await sleep(100);
      }
    }
  }

  /** Who tried to connect, refused attempts included. */
  connections(): readonly ConnectionAttempt[] {
    return this.#connections.all();
  }
}
