/** The shadow below a thing that stands on the table; `width` is half of it. */
export const shadow = (width: number, x = 200, y = 252): string =>
  `<ellipse class="shadow" cx="${x}" cy="${y}" rx="${width}" ry="${Math.max(8, width / 8)}"/>`;

/** The same strokes again at each of the places. */
export const at = (places: readonly (readonly [x: number, y: number, turn?: number])[], strokes: string): string =>
  places.map(([x, y, turn = 0]) => `<g transform="translate(${x} ${y}) rotate(${turn})">${strokes}</g>`).join('');

/** The same strokes all around a point. */
export const around = (x: number, y: number, times: number, strokes: string): string =>
  at(
    Array.from({ length: times }, (_, time) => [x, y, (360 / times) * time] as const),
    strokes,
  );
