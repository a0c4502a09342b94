import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);
let loaded: typeof import('tldts') | undefined;

/** Loaded with the first text that may hold a host, because it takes 7 MiB. */
const domains = () => (loaded ??= load('tldts') as typeof import('tldts'));

const isUrl = /:\/\/|\bwww\.|\bmailto:/i;
const ipv4 = /^\d+(?:\.\d+){3}$/;
const initials = /^(?:\p{L}\p{M}*\.)+$/u;
const titles = new Set(['dr.med', 'dipl.ing', 'mag.art']);
const dots = /[\u3002\uff0e\uff61]/g;
/** Each from the beginning of its first label: from within a long one, each letter would be tried anew. */
const hosts = /(?<![\p{L}\p{M}\p{N}-])[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)+/gu;
/** More than any name or line of an address has: what is longer is refused for its length. */
const mostLooked = 4_000;

/** Whether mail programs make a link of it, or of a part of it: an address of the web, an email, or only a domain. */
export function holdsLink(text: string): boolean {
  const plain = plainOf(text);
  if (isUrl.test(plain)) return true;
  return [...plain.matchAll(hosts)].some(({ 0: host, index }) => {
    const { domain, publicSuffix, isIcann, isIp } = domains().parse(host, { allowPrivateDomains: false });
    if (isIp === true && ipv4.test(host)) return true;
    if (isIcann !== true || domain === null) return false;
    const isPart = plain[index - 1] === '@' || /^[/?#]/.test(plain.slice(index + host.length));
    return isPart || !isAbbreviation(host, domain, publicSuffix ?? '');
  });
}

/** `P.O.Box`, `J.De Vries`, `M.Sc`, or a title. */
const isAbbreviation = (host: string, domain: string, suffix: string): boolean =>
  titles.has(domain) || initials.test(host.slice(0, -suffix.length));

/** Whether a username is more than a name with dots: those are mailed to their owners alone. */
export function holdsAddress(text: string): boolean {
  const plain = plainOf(text);
  return isUrl.test(plain) || plain.includes('/');
}

/** The same for a line of an address, where `Av.de Mayo` is no domain: what has a path, a scheme or a domain that is no country's. */
export function holdsUrl(text: string): boolean {
  const plain = plainOf(text);
  if (/\.[\p{L}-]{2}\b(?!\/)/u.test(plain) && !isUrl.test(plain))
    return holdsLink(plain.replace(/\.[\p{L}-]{2}\b(?!\/)/gu, ' '));
  return holdsLink(plain);
}

const plainOf = (text: string): string => text.slice(0, mostLooked).normalize('NFKC').replace(dots, '.');
