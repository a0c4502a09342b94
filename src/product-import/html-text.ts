/** `&amp;`, `&#39;` */
export const entity = /&(#\d+|#x[\da-f]+|[a-z]+\d*);/i;
export const isHtml = (text: string): boolean => /<\/?[a-z][^<>]*>/i.test(text) || entity.test(text);

/** What turns HTML into the plain text that a reader sees: paragraphs, lists, no links and pictures. Loaded where it is needed. */
export async function htmlReader(): Promise<(html: string) => string> {
  const { compile } = await import('html-to-text');
  const headings = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
    selector,
    options: { uppercase: false },
  }));
  const convert = compile({
    wordwrap: false,
    formatters: {
      cell: (element, walk, builder) => {
        walk(element.children, builder);
        builder.addInline(' ');
      },
    },
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
      { selector: 'tr', format: 'block' },
      { selector: 'td', format: 'cell' },
      { selector: 'th', format: 'cell' },
      ...headings,
    ],
  });
  return (html) => convert(html).trim();
}
