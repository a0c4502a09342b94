/**
 * An element's children in the order they are written. A text is an element with text; a list is an element once for
 * each; `name@attribute` belongs to the element `name`; what is undefined is left out.
 */
export interface Tree {
  [name: string]: Content | Content[] | undefined;
}

type Content = string | Tree;

/** A document of one root element. */
export const xml = (root: string, namespaces: Record<string, string>, tree: Tree): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, attributes(namespaces), tree, '')}`;

function element(name: string, attributes: string, content: Content, indent: string): string {
  if (typeof content === 'string') return `${indent}<${name}${attributes}>${escaped(content)}</${name}>\n`;
  const within = children(content, `${indent}  `);
  return within ? `${indent}<${name}${attributes}>\n${within}${indent}</${name}>\n` : `${indent}<${name}/>\n`;
}

function children(tree: Tree, indent: string): string {
  return Object.entries(tree)
    .filter(([name, content]) => content !== undefined && !name.includes('@'))
    .flatMap(([name, content]) =>
      [content as Content | Content[]].flat().map((one) => element(name, attributesOf(tree, name), one, indent)),
    )
    .join('');
}

const attributesOf = (tree: Tree, name: string): string =>
  attributes(
    Object.fromEntries(
      Object.entries(tree)
        .filter(([key, value]) => key.startsWith(`${name}@`) && value !== undefined)
        .map(([key, value]) => [key.slice(name.length + 1), value as string]),
    ),
  );

const attributes = (named: Record<string, string>): string =>
  Object.entries(named)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('');

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML has no way to write most control characters and lone surrogates. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ' ')
    .replace(/[&<>"]/g, (character) => entities[character] ?? character);
