import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import {
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
  streamEncode,
  TRUNCATED_RESPONSE,
  type Packet,
} from 'dns-packet';
import type { NameServer } from '../gateway/contract.js';
import type { ZoneStore } from '../services/route53/zone-store.js';
import { resolve } from './resolve.js';

const largestDatagram = 1_232;
const rcodes = { NOERROR: 0, NXDOMAIN: 3 } as const;

/** The sandbox's name server: Route 53's zones and the databases' endpoint names, over UDP and TCP. */
export class DnsServer implements NameServer {
  private readonly addresses = new Map<string, string>();
  private readonly connections = new Set<Socket>();
  private udp: UdpSocket | undefined;
  private tcp: Server | undefined;

  constructor(private readonly zones: ZoneStore) {}

  setAddress(name: string, address: string): void {
    this.addresses.set(name.toLowerCase(), address);
  }

  removeAddress(name: string): void {
    this.addresses.delete(name.toLowerCase());
  }

  /** Starts to listen on a free port of the address and returns `address:port`. */
  async listen(address: string): Promise<string> {
    for (let attempt = 0; ; attempt += 1) {
      const udp = await bindUdp(address, (query, reply) => reply(this.answerDatagram(query)));
      const { port } = udp.address();
      try {
        this.tcp = await bindTcp(address, port, (socket) => this.serve(socket));
        this.udp = udp;
        return `${address}:${port}`;
      } catch (error) {
        await new Promise<void>((done) => udp.close(() => done()));
        if (attempt >= 20) throw error;
      }
    }
  }

  async close(): Promise<void> {
    for (const connection of this.connections) connection.destroy();
    const { udp, tcp } = this;
    if (udp !== undefined) await new Promise<void>((done) => udp.close(() => done()));
    if (tcp !== undefined) await new Promise<void>((done) => tcp.close(() => done()));
  }

  private answerDatagram(query: Buffer): Buffer | undefined {
    const answer = this.answer(query);
    if (answer === undefined) return undefined;
    const bytes = encode(answer);
    if (bytes.length <= largestDatagram) return bytes;
    return encode({ ...answer, flags: (answer.flags ?? 0) | TRUNCATED_RESPONSE, answers: [], authorities: [] });
  }

  private answer(query: Buffer): Packet | undefined {
    const packet = tryDecode(query);
    const [question] = packet?.questions ?? [];
    if (packet === undefined || question === undefined) return undefined;
    const { rcode, answers, authorities } = resolve({ zones: this.zones, addresses: this.addresses }, question);
    const recursion = (packet.flags ?? 0) & RECURSION_DESIRED;
    return {
      type: 'response',
      id: packet.id ?? 0,
      flags: AUTHORITATIVE_ANSWER | RECURSION_AVAILABLE | recursion | rcodes[rcode],
      questions: [question],
      answers: [...answers],
      authorities: [...authorities],
    };
  }

  private serve(socket: Socket): void {
    this.connections.add(socket);
    let pending = Buffer.alloc(0);
    socket.on('close', () => this.connections.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
        const length = pending.readUInt16BE(0);
        const answer = this.answer(pending.subarray(2, 2 + length));
        pending = pending.subarray(2 + length);
        if (answer === undefined) socket.destroy();
        else socket.write(streamEncode(answer));
      }
    });
  }
}

function tryDecode(query: Buffer): Packet | undefined {
  try {
    return decode(query);
  } catch {
    return undefined;
  }
}

type Reply = (bytes: Buffer | undefined) => void;

async function bindUdp(address: string, onQuery: (query: Buffer, reply: Reply) => void): Promise<UdpSocket> {
  const socket = createSocket('udp4');
  socket.on('message', (query, peer) => {
    onQuery(query, (bytes) => {
      if (bytes !== undefined) socket.send(bytes, peer.port, peer.address);
    });
  });
  await new Promise<void>((done, fail) => {
    socket.once('error', fail);
    socket.bind(0, address, () => done());
  });
  return socket;
}

async function bindTcp(address: string, port: number, onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onConnection);
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, address, () => done());
  });
  return server;
}
