import { BlockList, isIP } from 'node:net';

/** Of the IANA IPv4 special-purpose address registry (RFC 6890): what isn't globally reachable, and the multicast and reserved blocks. */
const SPECIAL_IPV4 = blockListOf([
  '0.0.0.0/8', // this host
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local, with the metadata services of clouds
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
]);

/** The only IPv6 block with public addresses. All that contain an IPv4 address (mapped, compatible, NAT64) are outside of it, but for 6to4 and Teredo. */
const GLOBAL_IPV6 = blockListOf(['2000::/3']);
const SPECIAL_IPV6 = blockListOf([
  '2001::/23', // protocol assignments, with Teredo (2001::/32) and ORCHID (2001:20::/28)
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
]);

/** Whether an address literal is one of the public internet. */
export function isPublic(address: string): boolean {
  return isIP(address) === 4
    ? !SPECIAL_IPV4.check(address, 'ipv4')
    : GLOBAL_IPV6.check(address, 'ipv6') && !SPECIAL_IPV6.check(address, 'ipv6');
}

/** @param networks each in CIDR notation, or a single address; those that `isNetwork` refuses throw */
export function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** Whether `text` is a network in CIDR notation, or a single address. */
export function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(bits ?? 0) <= (family === 6 ? 128 : 32);
}
