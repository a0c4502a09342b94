/** Of each name that is a letter or two from a known one: what it is, and what it was meant to be. */
export function misspelt(given: string[], known: string[]): string[] {
  return given.flatMap((name) => {
    if (known.includes(name)) return [];
    // A short name has many neighbours that mean something else.
    const meant = known.find((one) => one.length > 5 && distance(name, one) <= (one.length < 9 ? 1 : 2));
    return meant ? [`${name} is no variable of the shop, and has no effect: ${meant} is`] : [];
  });
}

/** Letters that are missing, too many, others, or swapped with their neighbour. */
function distance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return Infinity;
  const rows = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      const at = (up: number, left: number) => (up === 0 ? row : rows[i - up])?.[j - left] ?? Infinity;
      const steps = [at(1, 0) + 1, at(0, 1) + 1, at(1, 1) + (same ? 0 : 1)];
      if (one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) steps.push(at(2, 2) + 1);
      row.push(Math.min(...steps));
    }
    rows.push(row);
  }
  return rows[one.length]?.[other.length] ?? Infinity;
}
