import { randomBytes } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Makes an access key id that carries its account as AWS's do: the account number stands in bits 7 to 46 of the first
 * six bytes behind the prefix, so that tools which read it from there (moto among them) find the right account.
 *
 * @param prefix `AKIA` for a long-lived key, `ASIA` for a session.
 */
export function makeAccessKeyId(prefix: 'AKIA' | 'ASIA', accountId: string): string {
  const bytes = randomBytes(10);
  const lowBits = BigInt(bytes[5] ?? 0) & 0x7fn;
  const head = (1n << 47n) | (BigInt(accountId) << 7n) | lowBits;
  bytes.writeUIntBE(Number(head), 0, 6);
  return prefix + base32(bytes);
}

/** Reads the account number out of an access key id of AWS's form. */
export function accountOfAccessKeyId(accessKeyId: string): string {
  let bits = 0n;
  for (const character of accessKeyId.slice(4, 14)) bits = (bits << 5n) | BigInt(alphabet.indexOf(character));
  const head = bits >> 2n;
  return String((head & 0x7fffffffff80n) >> 7n).padStart(12, '0');
}

function base32(bytes: Uint8Array): string {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  let text = '';
  for (let shift = BigInt(bytes.length * 8 - 5); shift >= 0n; shift -= 5n) {
    text += alphabet[Number((value >> shift) & 31n)];
  }
  return text;
}
