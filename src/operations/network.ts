import { isIPv6 } from 'node:net';

/** Whose address this is: half of an IPv6 address is the subscriber's, who may use any of the other half. An IPv4 address in an IPv6 one is itself. */
export function networkOf(address: string): string {
  const plain = address.replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const groups = groupsOf(plain);
  return isMapped(groups) ? ipv4Of(groups) : groups.slice(0, 4).join(':');
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
