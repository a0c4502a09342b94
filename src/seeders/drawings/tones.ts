/** The paints of the demo shop: what a thing is painted in, and the backdrop that suits it. */
export const tones = {
  red: ['#e2483d', '#cfe6dc'],
  rose: ['#ee6c86', '#d5ecdf'],
  pink: ['#f6a9bb', '#d3e4ef'],
  orange: ['#f38a2e', '#cfe4ee'],
  amber: ['#f0ab2c', '#d5dcf3'],
  yellow: ['#f9d23c', '#c9dcf6'],
  lime: ['#a9cc41', '#f6dccb'],
  green: ['#4fa65c', '#f8e0c6'],
  forest: ['#2f7055', '#f4dfc4'],
  mint: ['#8ed3b8', '#f8d9d3'],
  teal: ['#2a9c94', '#f9dfcb'],
  sky: ['#6cb6ea', '#fbe3cf'],
  blue: ['#3f72cb', '#f9e2bd'],
  navy: ['#2f4378', '#f3d9c6'],
  violet: ['#7f5dba', '#f6e6b8'],
  plum: ['#74406a', '#efe0c2'],
  brown: ['#8d5c3c', '#d7e8d2'],
  cocoa: ['#5b3727', '#f3dcc8'],
  sand: ['#d9b98a', '#cfe3e6'],
  cream: ['#f3e4c6', '#bcd9d6'],
  white: ['#f6f4ef', '#c5d4ea'],
  grey: ['#9ca6b1', '#f7dfcf'],
  slate: ['#4d5a69', '#d4e4ea'],
  black: ['#34363e', '#e3dcf0'],
  copper: ['#cb784b', '#cfe3dc'],
  terracotta: ['#cc6a4c', '#d3e5da'],
} as const satisfies Record<string, readonly [paint: string, backdrop: string]>;

export type Tone = keyof typeof tones;

/** Two paints stirred together: `share` of the second. */
export function mixed(paint: string, other: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const [from, to] = [paint, other].map((hex) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number];
    return Math.round(from + (to - from) * share)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${parts.join('')}`;
}
