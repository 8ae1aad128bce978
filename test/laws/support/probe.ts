import { connect } from 'node:net';
import { Resolver } from 'node:dns/promises';

/** What somebody finds who tries to talk to a database server: an answer, or a closed door. */
export type ProbeResult = 'answered' | 'refused';

// The first message of every PostgreSQL client: does the server speak TLS? Any server answers with one byte.
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const patienceMs = 3_000;

/** Tries to get one byte out of a database server from a source address. */
export async function probe(address: string, from: string): Promise<ProbeResult> {
  return await new Promise((resolve) => {
    const socket = connect({ host: address, port: 5432, localAddress: from });
    const settle = (result: ProbeResult) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(patienceMs, () => settle('refused'));
    socket.once('connect', () => socket.write(sslRequest));
    socket.once('data', () => settle('answered'));
    socket.once('error', () => settle('refused'));
    socket.once('close', () => settle('refused'));
  });
}

/** Resolves an endpoint's name through the sandbox's name server; `undefined` while it has no address. */
export async function addressOf(dnsServer: string, name: string): Promise<string | undefined> {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  resolver.setServers([dnsServer]);
  const [address] = await resolver.resolve4(name).catch(() => []);
  return address;
}
