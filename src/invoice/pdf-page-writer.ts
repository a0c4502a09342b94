import { fontsForDocument, printable } from './pdf-fonts.js';

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
 * Writes pages from top to bottom; `y` is where the next thing goes. All y of texts are baselines. What is written inside
 * {@link tag} is content for screen readers; everything else is decoration.
 */
export class PdfPageWriter {
  y = a4.top;
  /** Where a page ends. */
  bottom = a4.bottom;
  private parent: Structure;

  constructor(private readonly pdf: PDFKit.PDFDocument) {
    for (const [name, font] of Object.entries(fontsForDocument())) pdf.registerFont(name, font as never);
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

  /** Calls `write` for each page that there is. */
  onEachPage(write: (page: number, pages: number) => void): void {
    const { count } = this.pdf.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.pdf.switchToPage(page);
      write(page + 1, count);
    }
  }

  text(text: string, x: number, y: number, style: Style = {}): void {
    this.use(style).text(printable(text), x, y, { ...this.options(style), lineBreak: false });
  }

  /** Text that ends at `x`. It is written smaller where it is wider than `widest`. */
  textRight(text: string, x: number, y: number, style: Style = {}, widest = Infinity): void {
    const size = (style.size ?? 9) * Math.min(1, widest / this.widthOf(text, style));
    const fitting = { ...style, size };
    this.text(text, x - this.widthOf(text, fitting), y, fitting);
  }

  /** Text in as many lines as it needs. @returns the baseline of the line after the last */
  paragraph(text: string, x: number, y: number, width: number, style: Style = {}): number {
    this.use(style).text(printable(text), x, y, { ...this.options(style), width });
    return this.pdf.y;
  }

  /** The points that {@link paragraph} needs. */
  heightOf(text: string, width: number, style: Style = {}): number {
    return this.use(style).heightOfString(printable(text), { ...this.options(style), width });
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

  private widthOf(text: string, style: Style): number {
    return this.use(style).widthOfString(printable(text), this.options(style));
  }

  private use({ size = 9, font = 'regular', color = 'ink' }: Style) {
    return this.pdf.font(font).fontSize(size).fillColor(colors[color]);
  }

  private options({ size = 9, leading, tabular }: Style): PDFKit.Mixins.TextOptions {
    return {
      baseline: 'alphabetic',
      lineGap: leading === undefined ? 0 : leading - this.pdf.fontSize(size).currentLineHeight(true),
      ...(tabular && { features: ['tnum'] }),
    };
  }
}
