import { create, type Font } from 'fontkit';
import { readFile } from 'node:fs/promises';
import subsetFont from 'subset-font';

/**
 * Noto in slices of a few hundred characters, as browsers load it: a document needs a handful of some six hundred. A character
 * is of the first family that has it. SIL Open Font License.
 */
const families = [
  'noto-emoji',
  'noto-sans',
  // Its letters are one glyph each; those of Noto Sans Arabic are drawn of parts, which many readers cannot copy.
  'vazirmatn',
  'noto-sans-arabic',
  'noto-sans-armenian',
  'noto-sans-bengali',
  'noto-sans-ethiopic',
  'noto-sans-georgian',
  'noto-sans-gujarati',
  'noto-sans-gurmukhi',
  'noto-sans-hebrew',
  'noto-sans-kannada',
  'noto-sans-khmer',
  'noto-sans-lao',
  'noto-sans-malayalam',
  'noto-sans-myanmar',
  'noto-sans-oriya',
  'noto-sans-sinhala',
  'noto-sans-tamil',
  'noto-sans-telugu',
  'noto-sans-thai',
  'noto-serif-tibetan',
  'noto-sans-symbols',
  'noto-sans-symbols-2',
];

/** Each draws the characters that China, Japan and Korea share in its own way. */
export const hanFamilies = ['noto-sans-sc', 'noto-sans-tc', 'noto-sans-jp', 'noto-sans-kr'] as const;
export type HanFamily = (typeof hanFamilies)[number];

interface Slice {
  name: string;
  family: string;
  file: string;
  /** First and last code points. */
  ranges: [number, number][];
}

export interface Face {
  name: string;
  font: Font;
  characters: Set<number>;
}

const faces = new Map<string, Promise<Face>>();
let slices: Promise<Slice[]> | undefined;

/** The face that has all of these characters, of Han characters one of `han` if there is one. */
export async function faceOf(codePoints: number[], han: HanFamily): Promise<Face | undefined> {
  const all = await (slices ??= listSlices());
  const candidates = all.filter(({ ranges }) =>
    codePoints.every((code) => ranges.some(([first, last]) => first <= code && code <= last)),
  );
  const preferred = candidates.filter(({ family }) => family === han);
  for (const slice of new Set([...preferred, ...candidates])) {
    if (!faces.has(slice.name)) faces.set(slice.name, loadFace(slice));
    const face = await faces.get(slice.name)!;
    if (codePoints.every((code) => face.characters.has(code))) return face;
  }
  return undefined;
}

const packageOf = (family: string) =>
  family === 'noto-sans-symbols-2' ? `@fontsource/${family}` : `@fontsource-variable/${family}`;

async function listSlices(): Promise<Slice[]> {
  const lists = [...families, ...hanFamilies].map(async (family) => {
    const list = await readFile(new URL(import.meta.resolve(`${packageOf(family)}/unicode.json`)), 'utf8');
    return Object.entries(JSON.parse(list) as Record<string, string>)
      .filter(([name]) => belongs(name, family))
      .map(([name, ranges]) => sliceOf(name, family, ranges));
  });
  return (await Promise.all(lists)).flat();
}

/** Other families have slices of Latin, too. */
const belongs = (slice: string, family: string): boolean =>
  family === 'noto-sans' || !/^(latin|greek|cyrillic|vietnamese)/.test(slice);

function sliceOf(slice: string, family: string, ranges: string): Slice {
  const name = `${family}-${slice.replaceAll(/[[\]]/g, '')}`;
  const style = packageOf(family).startsWith('@fontsource/') ? '400' : 'wght';
  return {
    name,
    family,
    file: `${packageOf(family)}/files/${name}-${style}-normal.woff2`,
    ranges: ranges.split(',').map((range) => {
      const [first = '', last = first] = range.slice(2).split('-');
      return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
    }),
  };
}

/** As TrueType of regular weight, which is what can be embedded. */
async function loadFace({ name, file }: Slice): Promise<Face> {
  const font = create(
    await subsetFont(await readFile(new URL(import.meta.resolve(file))), '', {
      targetFormat: 'sfnt',
      keepAllGlyphs: true,
      ...(file.includes('-wght-') && { variationAxes: { wght: 400 } }),
    }),
  ) as Font;
  return { name, font, characters: new Set(font.characterSet) };
}
