import {
  beginText,
  endText,
  moveText,
  PDFDocument,
  type PDFName,
  type PDFPage,
  rgb,
  setFillingColor,
  setFontAndSize,
  showText,
} from '@cantoo/pdf-lib';
import { embedTypeface, inTypeface, type Typeface, type Weight } from './typeface.js';

/** A4, in points, measured from the upper left corner. */
export const sheet = { width: 595.28, height: 841.89, left: 48, right: 547.28, top: 48, bottom: 762 };

export const colors = {
  ink: rgb(0.07, 0.09, 0.13),
  quiet: rgb(0.42, 0.45, 0.51),
  hairline: rgb(0.87, 0.89, 0.91),
  tint: rgb(0.965, 0.97, 0.976),
  accent: rgb(0.09, 0.36, 0.33),
};

export interface Style {
  /** Points. */
  size?: number;
  weight?: Weight;
  color?: keyof typeof colors;
}

/** Sheets that are written from top to bottom; `y` is where the next thing goes. */
export class Paper {
  y = sheet.top;
  page: PDFPage;
  private readonly fontNames = new Map<PDFPage, Partial<Record<Weight, PDFName>>>();

  private constructor(
    readonly pdf: PDFDocument,
    private readonly typeface: Typeface,
  ) {
    this.turn();
  }

  static async of(): Promise<Paper> {
    const pdf = await PDFDocument.create({ updateMetadata: false });
    return new Paper(pdf, await embedTypeface(pdf));
  }

  /** Goes on on a new sheet. */
  turn(): void {
    this.page = this.pdf.addPage([sheet.width, sheet.height]);
    this.y = sheet.top;
  }

  /** @param y of the baseline */
  text(text: string, x: number, y: number, { size = 9, weight = 'regular', color = 'ink' }: Style = {}): void {
    this.page.pushOperators(
      beginText(),
      setFillingColor(colors[color]),
      setFontAndSize(this.fontName(weight), size),
      moveText(x, sheet.height - y),
      showText(this.typeface[weight].encodeText(inTypeface(text))),
      endText(),
    );
  }

  /** Text that ends at `x`, and is set smaller where it is wider than `widest`. */
  textTo(text: string, x: number, y: number, style: Style = {}, widest = Infinity): void {
    const { size = 9 } = style;
    const fitting = { ...style, size: size * Math.min(1, widest / this.widthOf(text, style)) };
    this.text(text, x - this.widthOf(text, fitting), y, fitting);
  }

  /** One line under the other. @returns the baseline after the last */
  lines(lines: string[], x: number, y: number, style: Style & { leading: number }): number {
    lines.forEach((line, at) => this.text(line, x, y + at * style.leading, style));
    return y + lines.length * style.leading;
  }

  rule(y: number, from = sheet.left, to = sheet.right, color: keyof typeof colors = 'hairline'): void {
    const at = (x: number) => ({ x, y: sheet.height - y });
    this.page.drawLine({ start: at(from), end: at(to), thickness: color === 'ink' ? 0.9 : 0.6, color: colors[color] });
  }

  box(x: number, y: number, width: number, height: number, color: keyof typeof colors): void {
    this.page.drawRectangle({ x, y: sheet.height - y - height, width, height, color: colors[color] });
  }

  /** A shape in SVG's words, of which 0,0 is at `x`, `y`. */
  shape(path: string, x: number, y: number, color: keyof typeof colors): void {
    this.page.drawSvgPath(path, { x, y: sheet.height - y, color: colors[color], borderWidth: 0 });
  }

  /** The text in lines no wider than `width`; a word that is wider is broken, and after `most` lines it ends. */
  wrapped(text: string, width: number, most: number, style: Style = {}): string[] {
    const lines: string[] = [];
    let line = '';
    for (const word of inTypeface(text).trim().split(/ +/)) {
      const longer = line ? `${line} ${word}` : word;
      if (this.widthOf(longer, style) <= width) line = longer;
      else {
        if (line) lines.push(line);
        const pieces = this.broken(word, width, style);
        lines.push(...pieces.slice(0, -1));
        line = pieces.at(-1) ?? '';
      }
    }
    if (line) lines.push(line);
    return lines.length > most ? [...lines.slice(0, most - 1), `${lines[most - 1]?.slice(0, -1)}…`] : lines;
  }

  /** As much of the text as goes on one line. */
  fitting(text: string, width: number, style?: Style): string {
    return this.wrapped(text, width, 1, style)[0] ?? '';
  }

  widthOf(text: string, { size = 9, weight = 'regular' }: Style = {}): number {
    return this.typeface[weight].widthOfTextAtSize(inTypeface(text), size);
  }

  /** `drawText` would name the font anew for each text, and a sheet would carry hundreds of names. */
  private fontName(weight: Weight): PDFName {
    const { name, ref } = this.typeface[weight];
    const names = this.fontNames.get(this.page) ?? {};
    this.fontNames.set(this.page, names);
    return (names[weight] ??= this.page.node.newFontDictionary(name, ref));
  }

  private broken(word: string, width: number, style: Style): string[] {
    const pieces = [''];
    for (const character of word) {
      if (pieces.at(-1) && this.widthOf(pieces.at(-1) + character, style) > width) pieces.push('');
      pieces[pieces.length - 1] += character;
    }
    return pieces;
  }
}
