import { isIP, isIPv6 } from 'node:net';

/** Whose address this is: half of an IPv6 address is the subscriber's, who may use any of the other half. An IPv4 address in an IPv6 one is itself. */
export function networkOf(address: string): string {
  const plain = address.replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const groups = groupsOf(plain);
  return isMapped(groups) ? ipv4Of(groups) : groups.slice(0, 4).join(':');
}

/**
 * `X-Forwarded-For` with nothing but addresses: some proxies add ports and brackets. What stands left of an entry that is no
 * address comes from nobody who is trusted.
 */
export function plainForwarded(header: string): string {
  const hops = header.split(',').map((hop) => addressIn(hop.trim()));
  return hops.slice(hops.lastIndexOf('') + 1).join(', ');
}

/** Of `203.0.113.7:51234`, `[2001:db8::7]:443` and `fe80::7%eth0` what is before the port and the zone. */
function addressIn(hop: string): string {
  const host = /^\[(.*)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
  const address = host.replace(/%.*$/, '');
  return isIP(address) ? address : '';
}

/** The eight groups, in the one form that WHATWG's parser of URLs gives an address. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [first = [], last = []] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean));
  return [...first, ...Array<string>(8 - first.length - last.length).fill('0'), ...last];
}

const isMapped = (groups: string[]): boolean => groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';

const ipv4Of = (groups: string[]): string =>
  groups
    .slice(6)
    .flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255])
    .join('.');
