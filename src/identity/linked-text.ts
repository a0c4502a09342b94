import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);
let loaded: typeof import('tldts') | undefined;

/** Loaded with the first text that may hold a host, because it takes 7 MiB. */
const domains = () => (loaded ??= load('tldts') as typeof import('tldts'));

const isUrl = /:\/\/|\bwww\.|\bmailto:/i;
const ipv4 = /^\d+(?:\.\d+){3}$/;
const dots = /[\u3002\uff0e\uff61]/g;
const hosts = /[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)+/gu;

/** Whether mail programs make a link of it, or of a part of it: an address of the web, an email, or only a domain. */
export function holdsLink(text: string): boolean {
  const plain = plainOf(text);
  if (isUrl.test(plain)) return true;
  return [...plain.matchAll(hosts)].some(([host]) => {
    const { domain, isIcann, isIp } = domains().parse(host, { allowPrivateDomains: false });
    return (isIp === true && ipv4.test(host)) || (isIcann === true && domain !== null);
  });
}

/** The same for a line of an address, where `Av.de Mayo` is no domain: what has a path, a scheme or a domain that is no country's. */
export function holdsUrl(text: string): boolean {
  const plain = plainOf(text);
  if (/\.[\p{L}-]{2}\b(?!\/)/u.test(plain) && !isUrl.test(plain))
    return holdsLink(plain.replace(/\.[\p{L}-]{2}\b(?!\/)/gu, ' '));
  return holdsLink(plain);
}

const plainOf = (text: string): string => text.normalize('NFKC').replace(dots, '.');
