import { create, type Font } from 'fontkit';
import { readFileSync } from 'node:fs';

/** Inter: Latin, Greek and Cyrillic of all Europe, under the SIL Open Font License. */
const regular = read(import.meta.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'));
const strong = read(import.meta.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'));
const characters = new Set(regular.characterSet);

/** No ligatures, so that copied text is what was written; no kerning, which moves digits together. */
const plain = { calt: false, liga: false, kern: false };

/** The fonts of one document. They share the tables that were read, which takes longer than to write an invoice. */
export const fontsForDocument = () => ({ regular: forDocument(regular), strong: forDocument(strong) });

/** Glyphs are not shared: each keeps the text that it first stood for, and that is what is copied from the document. */
function forDocument(font: Font): Font {
  const own = Object.create(font) as Font;
  const layout = (text: string, features: string[] = []) =>
    font.layout.call(own, text, { ...plain, ...Object.fromEntries(features.map((tag) => [tag, true])) });
  return Object.assign(own, { _glyphs: {}, layout });
}

/** PDF/A forbids the glyph of missing characters, so they become `?`. */
export const printable = (text: string): string =>
  [...text.toWellFormed().normalize('NFC')]
    .map((character) => (/\s/.test(character) ? ' ' : characters.has(character.codePointAt(0)!) ? character : '?'))
    .join('');

function read(url: string): Font {
  return create(readFileSync(new URL(url))) as Font;
}
