/** The first thing that a PostgreSQL client sends on a connection. */
export type FirstMessage =
  | { readonly kind: 'tls-request' | 'gss-request' | 'direct-tls' | 'cancel' | 'unknown' }
  | { readonly kind: 'startup'; readonly parameters: ReadonlyMap<string, string> };

const sslRequest = 80_877_103;
const gssRequest = 80_877_104;
const cancelRequest = 80_877_102;
/** PostgreSQL's own limit for a start-up packet, in bytes. */
const longestStartup = 10_000;

/** Reads the first message of a connection; `undefined` while it is not complete yet. */
export function readFirstMessage(bytes: Buffer): FirstMessage | undefined {
  // A TLS handshake record: the client starts TLS without asking, as libpq does with `sslnegotiation=direct`.
  if (bytes[0] === 0x16) return { kind: 'direct-tls' };
  if (bytes.length < 8) return undefined;
  const length = bytes.readInt32BE(0);
  const code = bytes.readInt32BE(4);
  if (length < 8 || length > longestStartup) return { kind: 'unknown' };
  if (bytes.length < length) return undefined;
  if (code === sslRequest) return { kind: 'tls-request' };
  if (code === gssRequest) return { kind: 'gss-request' };
  if (code === cancelRequest) return { kind: 'cancel' };
  if (code >> 16 !== 3) return { kind: 'unknown' };
  return { kind: 'startup', parameters: readParameters(bytes.subarray(8, length)) };
}

function readParameters(bytes: Buffer): Map<string, string> {
  const words = bytes.toString('utf8').split('\0');
  const parameters = new Map<string, string>();
  for (let index = 0; index + 1 < words.length && words[index] !== ''; index += 2) {
    parameters.set(words[index] ?? '', words[index + 1] ?? '');
  }
  return parameters;
}

/** Encodes the error with which a server ends a connection before it began. */
export function fatalError(sqlState: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${sqlState}\0M${message}\0\0`, 'utf8');
  const header = Buffer.alloc(5);
  header.write('E', 0, 'latin1');
  header.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([header, fields]);
}
