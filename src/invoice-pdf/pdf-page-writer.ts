import type { PdfFonts } from './pdf-fonts.js';
import { lineOf, linesOf, type TextRun } from './pdf-text.js';
import { rightToLeft as rightToLeftFeature } from './shaped-font.js';

/** In points, measured from the upper left corner. */
export const a4 = { left: 48, right: 547.28, top: 48, bottom: 807 };

const colors = { ink: '#121721', quiet: '#6b7382', hairline: '#dee3e8', tint: '#f6f7f9', accent: '#175c54' };
type Color = keyof typeof colors;

export interface Style {
  /** Points. */
  size?: number;
  font?: 'regular' | 'strong';
  color?: Color;
  /** Digits of one width, so that amounts stand under each other. */
  tabular?: boolean;
  /** Points from one line to the next. */
  leading?: number;
}

/** The types do not know `scope` yet. */
type TagOptions = PDFKit.Mixins.StructureElementOptions & { scope?: 'Column' | 'Row' };
type Structure = PDFKit.PDFStructureElement;

/**
 * Writes pages from top to bottom; `y` is where the next block starts. The `y` of a text is its baseline. What is written
 * inside {@link tag} is content for screen readers, everything else is decoration.
 */
export class PdfPageWriter {
  y = a4.top;
  /** Blocks that would end below it go on a new page. */
  bottom = a4.bottom;
  private parent: Structure;

  constructor(
    private readonly pdf: PDFKit.PDFDocument,
    private readonly fonts: PdfFonts,
  ) {
    fonts.register(pdf);
    this.parent = pdf.struct('Document');
    pdf.addStructure(this.parent);
  }

  /** Content of one structure element, @example writer.tag('P', () => writer.text('Total', 48, 100)) */
  tag(type: string, write: () => void, options: TagOptions = {}): void {
    this.parent.add(this.pdf.struct(type, options, write));
  }

  /** Structure elements inside another one, as the rows of a `Table`. */
  group(type: string, write: () => void): void {
    const outer = this.parent;
    this.parent = this.pdf.struct(type);
    outer.add(this.parent);
    write();
    this.parent.end();
    this.parent = outer;
  }

  newPage(): void {
    this.pdf.addPage();
    this.y = a4.top;
  }

  /** Another document in the same file: the pages so far are done, and leave the memory of the writer. */
  nextDocument(): void {
    this.pdf.flushPages();
    this.newPage();
    this.bottom = a4.bottom;
  }

  /** Calls `write` for every page of the document written so far. */
  onEachPage(write: (page: number, pages: number) => void): void {
    const { start, count } = this.pdf.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.pdf.switchToPage(start + page);
      write(page + 1, count);
    }
  }

  text(text: string, x: number, y: number, style: Style = {}): void {
    this.line(lineOf(text, this.fonts), x, y, style);
  }

  /** Text that ends at `x`. It is written smaller where it is wider than `widest`. */
  textRight(text: string, x: number, y: number, style: Style = {}, widest = Infinity): void {
    const size = (style.size ?? 9) * Math.min(1, widest / this.widthOf(text, style));
    const fitting = { ...style, size };
    this.text(text, x - this.widthOf(text, fitting), y, fitting);
  }

  /** Text in as many lines as it needs. @returns the baseline of the line after the last */
  paragraph(text: string, x: number, y: number, width: number, style: Style = {}): number {
    let next = y;
    for (const line of this.lines(text, width, style)) {
      this.line(line, x, next, style);
      next += leadingOf(style);
    }
    return next;
  }

  /** The points that {@link paragraph} needs. */
  heightOf(text: string, width: number, style: Style = {}): number {
    return this.lines(text, width, style).length * leadingOf(style);
  }

  rule(y: number, from = a4.left, to = a4.right, color: Color = 'hairline'): void {
    this.decorate(() => {
      const width = color === 'ink' ? 0.9 : 0.6;
      this.pdf.moveTo(from, y).lineTo(to, y).lineWidth(width).stroke(colors[color]);
    });
  }

  box(x: number, y: number, width: number, height: number, color: Color): void {
    this.decorate(() => this.pdf.rect(x, y, width, height).fill(colors[color]));
  }

  /** An SVG path whose 0,0 is at `x`, `y`. */
  shape(path: string, x: number, y: number, color: Color): void {
    this.decorate(() => this.pdf.save().translate(x, y).path(path).fill(colors[color]).restore());
  }

  /** What screen readers skip. */
  decorate(write: () => void, options: PDFKit.Mixins.MarkingOptions = { type: 'Layout' }): void {
    this.pdf.markContent('Artifact', options);
    write();
    this.pdf.endMarkedContent();
  }

  private lines(text: string, width: number, style: Style): TextRun[][] {
    return linesOf(text, this.fonts, width, (runs) => this.widthOfRuns(runs, style));
  }

  /** Of a text in one line. */
  widthOf(text: string, style: Style): number {
    return this.widthOfRuns(lineOf(text, this.fonts), style);
  }

  private widthOfRuns(runs: TextRun[], style: Style): number {
    return runs.reduce((sum, run) => sum + this.widthOfRun(run, style), 0);
  }

  private widthOfRun(run: TextRun, style: Style): number {
    const { size = 9, font = 'regular' } = style;
    return this.fonts.widthIn(run.face ?? font, run.text, featuresOf(run, style)) * size;
  }

  /** In the order in which they are read, as screen readers and copied text need it. */
  private line(runs: TextRun[], x: number, y: number, style: Style): void {
    const widths = runs.map((run) => this.widthOfRun(run, style));
    runs.forEach((run) => {
      const left = runs.reduce((sum, { place }, other) => (place < run.place ? sum + (widths[other] ?? 0) : sum), x);
      const options = { baseline: 'alphabetic', lineBreak: false, features: featuresOf(run, style) } as const;
      this.use(run, style).text(run.text, left, y, options);
    });
  }

  private use({ face }: TextRun, { size = 9, font = 'regular', color = 'ink' }: Style) {
    return this.pdf
      .font(face ?? font)
      .fontSize(size)
      .fillColor(colors[color]);
  }
}

const leadingOf = ({ size = 9, leading = size * 1.35 }: Style): number => leading;

/** pdfkit lays out word by word without a list, which would put words that are read from right to left in the wrong order. */
function featuresOf({ face, rightToLeft }: TextRun, { tabular }: Style): PDFKit.Mixins.OpenTypeFeatures[] {
  if (rightToLeft) return [rightToLeftFeature];
  return tabular && !face ? ['tnum'] : [];
}
