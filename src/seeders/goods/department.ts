/**
 * A department of the demo shop. Its goods stand below the path of their category, one a line:
 *
 *     name | brand | price, perhaps "was" an old one | stock, perhaps "hidden" | motif, its paint, perhaps a second | description
 */
export interface Department {
  name: string;
  /** Basis points. */
  tax_rate: number;
  goods: Record<string, string>;
}

export const reduced = 700;
export const standard = 1900;
