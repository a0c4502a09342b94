export interface Place {
  /** ISO 3166-1 alpha-2. */
  country: string;
  post_code?: string | null;
}

const members = new Set('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '));

/** Parts of member states where the VAT of the European Union is not in force (Directive 2006/112/EC, art. 6). */
const outside: Record<string, RegExp> = {
  // Büsingen, Heligoland
  DE: /^(78266|27498)$/,
  // Canary Islands, Ceuta, Melilla
  ES: /^(35|38|51|52)/,
  // Åland
  FI: /^22/,
  // Overseas departments and territories
  FR: /^9[78]/,
  // Mount Athos
  GR: /^63086$/,
  // Livigno, Campione d'Italia
  IT: /^(23041|22061)$/,
};

/** The VAT area of a place, by the prefix of its numbers; null outside the European Union. Northern Ireland is inside for goods. */
export function vatAreaOf({ country, post_code }: Place): string | null {
  const code = (post_code ?? '').toUpperCase().replace(/\s|^[A-Z]{1,2}-/g, '');
  if (country === 'MC') return 'FR';
  if (country === 'GB') return code.startsWith('BT') ? 'XI' : null;
  if (!members.has(country) || outside[country]?.test(code)) return null;
  return country === 'GR' ? 'EL' : country;
}

/** The VAT area that a number was given by; null outside the European Union. */
export function vatAreaOfNumber(number: string): string | null {
  const prefix = number.slice(0, 2);
  return prefix === 'EL' || prefix === 'XI' || (members.has(prefix) && prefix !== 'GR') ? prefix : null;
}
