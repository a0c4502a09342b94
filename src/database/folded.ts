/**
 * SQL of a text as searches compare it: in small letters, without marks, so that `Łódź` is found by `lodz`. An index that is
 * to serve a search must be written with the same expression.
 */
export const folded = (text: string): string =>
  `translate(lower(regexp_replace(normalize(${text}, nfkd), '[\\u0300-\\u036f]', '', 'g')), 'łøđħıß', 'lodhis')`;
