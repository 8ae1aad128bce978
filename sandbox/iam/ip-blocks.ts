import { BlockList, isIPv4 } from 'node:net';

/** Tells whether an address lies in a block such as `127.41.0.0/16`, or is the address itself. */
export function isInBlock(address: string, block: string): boolean {
  const [network = '', bits] = block.split('/');
  const family = isIPv4(network) ? 'ipv4' : 'ipv6';
  if (isIPv4(address) !== (family === 'ipv4')) return false;
  const list = new BlockList();
  list.addSubnet(network, bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits), family);
  return list.check(address, family);
}
