import { BlockList, isIPv4 } from 'node:net';

/** Tells whether an address lies in one of the CIDR blocks. */
export function isAllowed(address: string, blocks: readonly string[]): boolean {
  if (!isIPv4(address)) return false;
  const list = new BlockList();
  for (const block of blocks) {
    const [network = '', prefix = '32'] = block.split('/');
    if (isIPv4(network)) list.addSubnet(network, Number(prefix), 'ipv4');
  }
  return list.check(address, 'ipv4');
}
