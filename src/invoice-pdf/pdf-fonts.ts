import { create, type Font } from 'fontkit';
import { readFileSync } from 'node:fs';
import { type Face, faceOf, type HanFamily } from './font-slices.js';
import { type ShapedFont, shapedFont } from './shaped-font.js';

/** Inter: Latin, Greek and Cyrillic of all Europe, under the SIL Open Font License. */
const inter = [
  { name: 'regular', font: read(import.meta.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf')) },
  { name: 'strong', font: read(import.meta.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf')) },
] as const;
const interCharacters = new Set(inter[0].font.characterSet);

/** In the place of a character that no font has. */
const missing = '\uFFFD';

/** Characters that are never apart, as a letter with its marks, in one font. */
export interface Cluster {
  text: string;
  /** Where it begins in the text. */
  at: number;
  /** Name of the font; none in Inter, whose weight the style decides. */
  face?: string;
}

/** The fonts of one document: Inter, and those of Noto that its texts need. */
export class PdfFonts {
  private readonly faces = new Map<string, Face>();
  private readonly embedded = new Map<string, ShapedFont>();

  /** @param country of the buyer, who reads it */
  static async of(texts: string[], country: string): Promise<PdfFonts> {
    const fonts = new PdfFonts();
    const han = hanFamily(texts.join(' '), country);
    for (const text of texts)
      for (const cluster of graphemes(printable(text))) if (!isInter(cluster)) await fonts.load(cluster, han);
    return fonts;
  }

  register(pdf: PDFKit.PDFDocument): void {
    const clusters = (text: string) => this.clusters(text).map((cluster) => cluster.text);
    for (const { name, font } of inter) this.embed(pdf, name, shapedFont(font, { clusters, plain: true }));
    for (const { name, font } of new Set(this.faces.values()))
      this.embed(pdf, name, shapedFont(font, { clusters, plain: false }));
  }

  /** Of a text in a face, in ems. */
  widthIn(face: string, text: string, features: string[]): number {
    return this.embedded.get(face)?.widthOf(text, features) ?? 0;
  }

  private embed(pdf: PDFKit.PDFDocument, name: string, font: ShapedFont): void {
    this.embedded.set(name, font);
    pdf.registerFont(name, font.forPdf as never);
  }

  /** Without those of which nothing is visible. */
  clusters(text: string): Cluster[] {
    const clusters: Cluster[] = [];
    let at = 0;
    for (const grapheme of graphemes(text)) {
      const face = this.faces.get(grapheme)?.name;
      const parts = isInter(grapheme) || face ? [grapheme] : [...grapheme];
      for (const part of parts) {
        if (visible(part).length) clusters.push({ ...this.part(part), at });
        at += part.length;
      }
    }
    return clusters;
  }

  private part(text: string): Omit<Cluster, 'at'> {
    if (isInter(text)) return { text };
    const face = this.faces.get(text);
    return face ? { text, face: face.name } : { text: missing, face: this.faces.get(missing)?.name };
  }

  private async load(cluster: string, han: HanFamily): Promise<void> {
    if (this.faces.has(cluster)) return;
    const codePoints = visible(cluster);
    const face = codePoints.length ? await faceOf(codePoints, han) : undefined;
    if (face) this.faces.set(cluster, face);
    else if (codePoints.length > 1) for (const part of cluster) await this.load(part, han);
    else if (codePoints.length && cluster !== missing) await this.load(missing, han);
  }
}

/** White space as spaces, of which some do not break; nothing that fonts cannot have. */
export const printable = (text: string): string =>
  text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[^\S\u00A0\u202F]|\p{Cc}/gu, ' ');

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const graphemes = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

/** Code points that are to be seen, without joiners and selectors. */
const visible = (text: string): number[] =>
  [...text]
    .filter((character) => !/\p{Default_Ignorable_Code_Point}/u.test(character))
    .map((one) => one.codePointAt(0)!);

const isInter = (text: string): boolean =>
  !text.includes('\uFE0F') && visible(text).every((code) => interCharacters.has(code));

/** Kana and Hangul tell the language of a text, else the country does. */
function hanFamily(text: string, country: string): HanFamily {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text) || country === 'JP') return 'noto-sans-jp';
  if (/\p{Script=Hangul}/u.test(text) || country === 'KR') return 'noto-sans-kr';
  return ['TW', 'HK', 'MO'].includes(country) ? 'noto-sans-tc' : 'noto-sans-sc';
}

function read(url: string): Font {
  return create(readFileSync(new URL(url))) as Font;
}
