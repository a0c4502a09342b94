/** The candidates with the greatest scores, greatest first; of equal ones, the lower candidate. */
export function strongest(candidates: Iterable<number>, score: ArrayLike<number>, most: number): number[] {
  const chosen: number[] = [];
  const scoreOf = (candidate: number | undefined) => score[candidate ?? -1] ?? 0;
  const isBefore = (candidate: number, other: number | undefined) => {
    const difference = scoreOf(candidate) - scoreOf(other);
    return difference > 0 || (difference === 0 && candidate < (other ?? 0));
  };
  for (const candidate of candidates) {
    if (chosen.length === most && !isBefore(candidate, chosen.at(-1))) continue;
    let at = chosen.length < most ? chosen.length : most - 1;
    for (; at > 0 && isBefore(candidate, chosen[at - 1]); at--) chosen[at] = chosen[at - 1] ?? 0;
    chosen[at] = candidate;
  }
  return chosen;
}
