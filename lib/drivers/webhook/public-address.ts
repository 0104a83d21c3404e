import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** @see IANA, "IPv4 Special-Purpose Address Registry" and "IPv6 Special-Purpose Address Registry" */
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];

/** Only these are routed in the Internet. @see IANA, "Internet Protocol Version 6 Address Space" */
const GLOBAL_IPV6 = ['2000::/3'];

/** Tunnels, mappings and documentation among them: an IPv4 address hides in most. */
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const specialIpv4 = toList(SPECIAL_IPV4, 'ipv4');
const globalIpv6 = toList(GLOBAL_IPV6, 'ipv6');
const specialIpv6 = toList(SPECIAL_IPV6, 'ipv6');

/** Whether an address is one of the public Internet; what is no address is not. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !specialIpv4.check(address, 'ipv4');
  if (!isIPv6(address) || address.includes('%')) return false;
  return globalIpv6.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6');
}

function toList(networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}
