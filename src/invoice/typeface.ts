import fontkit, { type Font } from '@cantoo/fontkit';
import type { PDFDocument, PDFFont } from '@cantoo/pdf-lib';
import { readFileSync } from 'node:fs';

/** Inter: Latin, Greek and Cyrillic of all Europe, under the SIL Open Font License. */
const regular = read(import.meta.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'));
const strong = read(import.meta.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'));

export type Weight = 'regular' | 'figures' | 'strong';
export type Typeface = Record<Weight, PDFFont>;

/** Reading a font takes longer than setting an invoice in it, so each is read once. */
const fonts = new Map([regular, strong].map((bytes) => [bytes, fontkit.create(bytes) as Font]));
const known = new Set(fonts.get(regular)?.characterSet);

/**
 * A font of its own for each document, which shares the tables that were read. It must not share the glyphs: each keeps
 * the letters it first stood for, and they become the text that is copied from the document.
 */
const reader = {
  create: (bytes: Uint8Array) => Object.assign(Object.create(fonts.get(bytes) as Font) as Font, { _glyphs: {} }),
};

/** No ligature, so that copied text is what was set; figures of one width, so that sums stand under each other. */
const plain = { calt: false, liga: false };
const tabular = { ...plain, tnum: true };

/** PDF/A wants its fonts within; only the glyphs that were used are. */
export async function embedTypeface(pdf: PDFDocument): Promise<Typeface> {
  pdf.registerFontkit(reader as unknown as typeof fontkit);
  return {
    regular: await pdf.embedFont(regular, { subset: true, features: plain }),
    figures: await pdf.embedFont(regular, { subset: true, features: tabular }),
    strong: await pdf.embedFont(strong, { subset: true, features: plain }),
  };
}

/** PDF/A forbids the glyph for «not in this font», so what is not in ours becomes `?`. */
export const inTypeface = (text: string): string =>
  [...text.toWellFormed().normalize('NFC')]
    .map((character) => (/\s/.test(character) ? ' ' : known.has(character.codePointAt(0)!) ? character : '?'))
    .join('');

function read(url: string): Uint8Array {
  return readFileSync(new URL(url));
}
