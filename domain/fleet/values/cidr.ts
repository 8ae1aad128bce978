/** An IPv4 block as first and last address, both included, as unsigned 32-bit numbers. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
}

const form = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Says what is wrong with an IPv4 block that a VPC is to have, or returns `undefined` when nothing is. */
export function explainCidr(text: string): string | undefined {
  const match = form.exec(text);
  if (!match) return 'it does not have the form a.b.c.d/n';
  const octets = match.slice(1, 5).map(Number);
  const prefix = Number(match[5]);
  if (octets.some((octet) => octet > 255)) return 'one of its numbers is above 255';
  if (prefix < 16 || prefix > 28) return 'a VPC takes blocks between /16 and /28';
  const address = toNumber(octets);
  if (address % 2 ** (32 - prefix) !== 0) return `bits are set behind its prefix of /${prefix}`;
  return undefined;
}

/** Reads a block that `explainCidr` finds nothing wrong with. */
export function addressRange(cidr: string): AddressRange {
  const match = form.exec(cidr);
  const first = toNumber((match?.slice(1, 5) ?? []).map(Number));
  return { first, last: first + 2 ** (32 - Number(match?.[5])) - 1 };
}

/** Tells whether two blocks have an address in common. */
export function rangesOverlap(one: AddressRange, other: AddressRange): boolean {
  return one.first <= other.last && other.first <= one.last;
}

function toNumber(octets: readonly number[]): number {
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}
