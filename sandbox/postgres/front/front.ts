import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';

import { isAllowed } from './address-rules.js';
import type { ConnectionLog } from './connection-log.js';
import { fatalError, readFirstMessage, type FirstMessage } from './startup-message.js';
import { ownDatabase, ownSuperuser } from '../server.js';

/** What a front needs to know of the instance behind it. Functions are asked anew for each connection. */
export interface FrontOptions {
  readonly address: string;
  readonly port: number;
  /** The Unix socket of the server behind. */
  readonly socket: string;
  readonly log: ConnectionLog;
  readonly certificate: () => SecureContext;
  /** The CIDR blocks that the instance's security groups let in now. */
  readonly ingress: () => Promise<readonly string[]>;
  readonly requiresTls: () => boolean;
}

/** How long a client may take to say who it is, in ms. */
const startupTimeout = 60_000;

/**
 * What stands at an instance's address: checks the security groups, ends TLS and passes bytes to the server's socket.
 */
export class Front {
  readonly #server: Server;
  readonly #open = new Set<Socket>();

  constructor(readonly options: FrontOptions) {
    this.#server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
      void this.#admit(socket);
    });
  }

  /** Begins to listen. */
  async listen(): Promise<void> {
    this.#server.listen(this.options.port, this.options.address);
    await once(this.#server, 'listening');
  }

  /** Stops listening and cuts every connection, as the end or a restart of an instance does. */
  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #admit(socket: Socket): Promise<void> {
    const source = socket.remoteAddress ?? '';
    this.#track(socket);
    const accepted = isAllowed(source, await this.options.ingress().catch(() => []));
    this.options.log.record(source, accepted);
    if (!accepted) {
      socket.resetAndDestroy();
      return;
    }
    socket.setTimeout(startupTimeout, () => socket.destroy());
    this.#converse(socket, source);
  }

  /** Reads first messages until one of them settles what the connection is. */
  #converse(socket: Socket, source: string): void {
    let received: Buffer = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const message = readFirstMessage(received);
      if (message === undefined) return;
      socket.pause();
      socket.off('data', onData);
      this.#answer(socket, source, message, received);
    };
    socket.on('data', onData);
    socket.resume();
  }

  #answer(socket: Socket, source: string, message: FirstMessage, received: Buffer): void {
    const encrypted = socket instanceof TLSSocket;
    switch (message.kind) {
      case 'tls-request':
        if (encrypted || received.length > 8) return void socket.destroy();
        socket.write('S');
        return this.#startTls(socket, source);
      case 'direct-tls':
        if (encrypted) return void socket.destroy();
        socket.unshift(received);
        return this.#startTls(socket, source);
      case 'gss-request':
        socket.write('N');
        return this.#converse(socket, source);
      case 'cancel':
        return this.#pass(socket, received);
      case 'unknown':
        return void socket.destroy();
      case 'startup': {
        const refusal = this.#refusal(message.parameters, source, encrypted);
        if (refusal !== undefined) return void socket.end(fatalError('28000', refusal));
        return this.#pass(socket, received);
      }
    }
  }

  #startTls(socket: Socket, source: string): void {
    const secure = new TLSSocket(socket, {
      isServer: true,
      secureContext: this.options.certificate(),
      ALPNProtocols: ['postgresql'],
    });
    this.#track(secure);
    secure.once('secure', () => this.#converse(secure, source));
  }

  /** The server behind sees no network, so the lines of its host-based authentication that concern it stand here. */
  #refusal(parameters: ReadonlyMap<string, string>, source: string, encrypted: boolean): string | undefined {
    const user = parameters.get('user') ?? '';
    const database = parameters.get('database') ?? user;
    const who = `host "${source}", user "${user}", database "${database}", ${encrypted ? 'SSL encryption' : 'no encryption'}`;
    if (!encrypted && this.options.requiresTls()) return `no pg_hba.conf entry for ${who}`;
    if (user === ownSuperuser || database === ownDatabase) return `pg_hba.conf rejects connection for ${who}`;
    return undefined;
  }

  #pass(socket: Socket, first: Buffer): void {
    const behind = connect(this.options.socket);
    this.#track(behind);
    socket.setTimeout(0);
    behind.write(first);
    socket.pipe(behind);
    behind.pipe(socket);
    socket.once('close', () => behind.destroy());
    behind.once('close', () => socket.destroySoon());
  }

  #track(socket: Socket): void {
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    // A connection that breaks concerns its two ends only; both learn it by its closing.
    socket.on('error', () => socket.destroy());
  }
}
