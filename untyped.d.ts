declare module 'linebreak' {
  /** The line breaking algorithm of Unicode, UAX 14. */
  export default class LineBreaker {
    constructor(text: string);
    /** A line may end before `position`; the end of the text is the last. */
    nextBreak(): { position: number; required: boolean } | null;
  }
}

declare module 'subset-font' {
  export default function subsetFont(
    font: Uint8Array,
    text: '',
    options: { targetFormat: 'sfnt'; keepAllGlyphs: true; variationAxes?: Record<string, number> },
  ): Promise<Buffer>;
}

declare module 'html-to-text' {
  interface Builder {
    addInline(text: string): void;
  }
  export function compile(options: {
    wordwrap: false;
    formatters: Record<
      string,
      (
        element: { children: unknown[] },
        walk: (children: unknown[], builder: Builder) => void,
        builder: Builder,
      ) => void
    >;
    selectors: { selector: string; format?: string; options?: { ignoreHref?: boolean; uppercase?: boolean } }[];
  }): (html: string) => string;
}
