import bidiFactory, { type Bidi } from 'bidi-js';
import type { Font, GlyphRun } from 'fontkit';

/** The types of the package are those of an ES module, which it is not. */
export const bidi = (bidiFactory as unknown as () => Bidi)();

/** What pdfkit needs of a glyph. */
interface EmbeddedGlyph {
  id: number | string;
  advanceWidth: number;
  /** What is copied from the document. */
  codePoints: number[];
}

interface Run {
  glyphs: EmbeddedGlyph[];
  positions: Pick<GlyphRun['positions'][number], 'xAdvance' | 'yAdvance' | 'xOffset' | 'yOffset'>[];
}

interface Shaping {
  /** Whether letters are drawn without regard to their neighbors. */
  plain: boolean;
  /** Splits a text where no glyph stands for both sides. */
  clusters: (text: string) => string[];
}

export interface ShapedFont {
  /** What pdfkit takes for a font. */
  forPdf: Font;
  /** In ems. */
  widthOf(text: string, features: string[]): number;
}

/** The feature that says that a run is read from right to left. */
export const rightToLeft = 'rtla';

/** Of a glyph whose letter is drawn by the one before: not seen, and not copied by most readers. */
const nothing = '\u2060';

/**
 * A font for one document, whose glyphs are copied from it as the text that they stand for. Many scripts draw letters of parts
 * that several letters share, or in another order: such a glyph is embedded once for each text that it begins.
 */
export function shapedFont(font: Font, { clusters, plain }: Shaping): ShapedFont {
  const own = Object.create(font) as Font;
  const shape = (text: string, features: string[]) =>
    plain && !/\p{M}/u.test(text) ? spelled(font, text, features) : shaped(font, own, text, features);
  const layout = (text: string, features: string[] = []) => {
    const run = shape(text, features);
    const inOrder = <T>(list: T[]): T[] => (features.includes(rightToLeft) ? list.toReversed() : list);
    const glyphs = inOrder(run.glyphs);
    if (isPlain(glyphs, text)) return run;
    const count = (part: string) => shape(part, features).glyphs.length;
    return withTexts(run, inOrder(textsOf(clusters(text), glyphs, count)));
  };
  const widths = new Map<string, number>();
  const widthOf = (text: string, features: string[]) => sumOf(shape(text, features)) / font.unitsPerEm;
  return {
    forPdf: Object.assign(own, { _glyphs: {}, layout, createSubset: () => subsetOf(font, own) }),
    widthOf: (text, features) => {
      const key = `${features.join()} ${text}`;
      if (!widths.has(key)) widths.set(key, widthOf(text, features));
      return widths.get(key) ?? 0;
    },
  };
}

const sumOf = ({ positions }: Run): number => positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0);

/** What fontkit is asked for, in turn: it fails at some letters with marks that their font does not expect. */
const attempts: Record<string, boolean>[] = [{}, { mark: false, mkmk: false, curs: false, kern: false }];

/** In the order of the page, from left to right. */
function shaped(font: Font, own: Font, text: string, features: string[]): Run {
  for (const attempt of attempts)
    try {
      return shapedWith(font, own, text, features, attempt);
    } catch {
      continue;
    }
  return written(
    Array.from(text, (letter) => own.glyphForCodePoint(letter.codePointAt(0)!)),
    features,
  );
}

function shapedWith(font: Font, own: Font, text: string, features: string[], attempt: Record<string, boolean>): Run {
  const isReversed = features.includes(rightToLeft);
  const wanted = { ...attempt, ...Object.fromEntries(features.map((tag) => [tag, true])) };
  const letters = isReversed ? mirrored(text) : text;
  const { glyphs, positions } = font.layout.call(
    own,
    letters,
    wanted,
    undefined,
    undefined,
    isReversed ? 'rtl' : 'ltr',
  );
  // Spaces, which slices of fonts lack; joiners have become spaces without width.
  glyphs.forEach(({ id }, at) => {
    const position = positions[at];
    if (id === 0 && position?.xAdvance) position.xAdvance = own.unitsPerEm / 4;
  });
  return { glyphs, positions };
}

/** One glyph after the other. @param glyphs in the order of the text */
function written(glyphs: EmbeddedGlyph[], features: string[]): Run {
  const ordered = features.includes(rightToLeft) ? glyphs.toReversed() : glyphs;
  const positions = ordered.map(({ advanceWidth: xAdvance }) => ({ xAdvance, yAdvance: 0, xOffset: 0, yOffset: 0 }));
  return { glyphs: ordered, positions };
}

const letters = new WeakMap<Font, Map<string, EmbeddedGlyph>>();

/**
 * Letter by letter: no ligatures, so that copied text is what was written; no kerning, which moves digits together. It takes
 * a hundredth of the time.
 */
function spelled(font: Font, text: string, features: string[]): Run {
  const known = letters.get(font) ?? new Map<string, EmbeddedGlyph>();
  letters.set(font, known);
  const glyphOf = (letter: string): EmbeddedGlyph => {
    const key = `${features.join()} ${letter}`;
    const glyph = known.get(key) ?? font.layout(letter, features).glyphs[0]!;
    known.set(key, glyph);
    return glyph;
  };
  return written(Array.from(features.includes(rightToLeft) ? mirrored(text) : text, glyphOf), features);
}

/** A bracket that opens looks the other way in text that is read from right to left. */
const mirrored = (text: string): string =>
  Array.from(text, (character) => bidi.getMirroredCharacter(character) ?? character).join('');

const isPlain = (glyphs: EmbeddedGlyph[], text: string): boolean =>
  glyphs.every(({ id, codePoints }) => id !== 0 && codePoints.length > 0) &&
  glyphs.map(({ codePoints }) => String.fromCodePoint(...codePoints)).join('') === text;

/** The text of each glyph, in the order of the text: the first one of a cluster has all of it. */
function textsOf(clusters: string[], glyphs: EmbeddedGlyph[], count: (text: string) => number): string[] {
  const texts = glyphs.map(() => '');
  let before = '';
  let first = 0;
  for (const cluster of clusters) {
    before += cluster;
    const next = Math.min(count(before), glyphs.length);
    let at = next > first ? first : first - 1;
    // A glyph that is missing, as a space, is not embedded.
    while (at > 0 && glyphs[at]?.id === 0) at--;
    texts[Math.max(at, 0)] += cluster;
    first = Math.max(first, next);
  }
  return texts;
}

/** PDF/A forbids the glyph of missing characters: the one before it is followed by its space instead. */
function withTexts(run: Run, texts: string[]): Run {
  const kept: Run = { glyphs: [], positions: [] };
  run.glyphs.forEach((glyph, at) => {
    const position = run.positions[at]!;
    const last = kept.positions.at(-1);
    const isJoiner = position.xAdvance === 0 && glyph.codePoints[0] === 0x20;
    if (glyph.id !== 0 && !isJoiner) {
      kept.glyphs.push(embedded(glyph, texts[at]?.replace(/\p{Cf}+$/u, '') || nothing));
      kept.positions.push(position);
    } else if (last) last.xAdvance += position.xAdvance;
  });
  return kept;
}

const embedded = ({ id, advanceWidth }: EmbeddedGlyph, text: string): EmbeddedGlyph => ({
  id: `${id}:${text}`,
  advanceWidth,
  codePoints: Array.from(text, (character) => character.codePointAt(0)!),
});

interface Subset {
  glyphs: number[];
  mapping: Record<number | string, number>;
  includeGlyph(glyph: number | string): number;
}

function subsetOf(font: Font, own: Font): Subset {
  const subset = (font as unknown as { createSubset(): Subset }).createSubset.call(own);
  const include = subset.includeGlyph.bind(subset);
  return Object.assign(subset, {
    includeGlyph(glyph: number | string): number {
      if (typeof glyph !== 'string') return include(glyph);
      return (subset.mapping[glyph] ??= subset.glyphs.push(Number.parseInt(glyph, 10)) - 1);
    },
  });
}
