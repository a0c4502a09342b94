import { parse } from 'tldts';

const dots = /[\u3002\uff0e\uff61]/g;
const hosts = /[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)+/gu;

/** Whether mail programs make a link of it, or of a part of it: an address of the web, an email, or only a domain. */
export function holdsLink(text: string): boolean {
  const plain = text.normalize('NFKC').replace(dots, '.');
  if (/:\/\/|\bwww\.|\bmailto:/i.test(plain)) return true;
  return [...plain.matchAll(hosts)].some(([host]) => {
    const { domain, isIcann, isIp } = parse(host, { allowPrivateDomains: false });
    return isIp === true || (isIcann === true && domain !== null);
  });
}
