import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decode, encode, RECURSION_DESIRED, AUTHORITATIVE_ANSWER } from 'dns-packet';
import type { Channel } from './outbox-sources.js';

/** Something that reached somebody. */
export interface Receipt {
  readonly host: string;
  readonly channel: Channel;
  readonly target: string;
}

/** Everybody out there: one name server that knows all public names, and one receiver behind all of them. */
export interface OutsideWorld {
  /** `address:port` of the name server. */
  readonly nameServer: string;
  /** The port on which everybody listens. */
  readonly port: number;
  readonly receipts: readonly Receipt[];
  close(): Promise<void>;
}

/** Names that nobody can own (RFC 2606, RFC 6761): public name servers deny them. */
const reservedName = /(^|\.)(test|example|invalid|localhost|local|internal|example\.(com|net|org))$/;

/** Tells whether the receiver of a channel would take this: a number that can be dialled, a token of a live form. */
function isTaken(channel: Channel, target: string): boolean {
  // No country has the code 999.
  if (channel === 'sms') return /^\+(?!999)[1-9][0-9 ()-]{6,20}$/.test(target);
  if (channel === 'push') return /^[0-9a-f]{64}$|^[\w-]{22}:APA91b[\w-]{40}/.test(target);
  return true;
}

/**
 * Starts the world outside of production on a loopback address: the counterpart of the outbox worker in tests that ask
 * what a database could set off.
 */
export async function startOutsideWorld(address = '127.0.0.1'): Promise<OutsideWorld> {
  const receipts: Receipt[] = [];
  const receiver = createServer((call, response) => {
    void readJson(call).then(({ channel, target }) => {
      const taken = isTaken(channel, target);
      if (taken) receipts.push({ host: call.headers.host ?? '', channel, target });
      response.writeHead(taken ? 202 : 410).end();
    });
  });
  receiver.listen(0, address);
  await once(receiver, 'listening');

  const names = createSocket('udp4');
  names.on('message', (message, from) => {
    const query = decode(message);
    const name = query.questions?.[0]?.name ?? '';
    const denied = reservedName.test(name.toLowerCase());
    const answer = encode({
      type: 'response',
      id: query.id ?? 0,
      // 3 is NXDOMAIN; dns-packet takes the code as part of the flags.
      flags: RECURSION_DESIRED | AUTHORITATIVE_ANSWER | (denied ? 3 : 0),
      questions: query.questions ?? [],
      answers: denied ? [] : [{ type: 'A', name, ttl: 1, data: address }],
    });
    names.send(answer, from.port, from.address);
  });
  names.bind(0, address);
  await once(names, 'listening');

  return {
    nameServer: `${address}:${names.address().port}`,
    port: (receiver.address() as AddressInfo).port,
    receipts,
    async close() {
      names.close();
      receiver.closeAllConnections();
      receiver.close();
      await once(receiver, 'close');
    },
  };
}

async function readJson(call: IncomingMessage): Promise<{ channel: Channel; target: string }> {
  const chunks: Buffer[] = [];
  for await (const chunk of call) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as { channel: Channel; target: string };
}
