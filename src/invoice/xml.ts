import { XMLBuilder } from 'fast-xml-parser';

/**
 * The children of an element in their order; a list is one element for each. `@name` is an attribute, `#text` the text
 * of an element that has attributes. What is undefined is left out.
 */
export interface XmlTree {
  [name: string]: XmlNode | XmlNode[] | undefined;
}

type XmlNode = string | XmlTree;

/** XML cannot represent most control characters, nor lone surrogates. */
const representable = (text: string): string =>
  text.toWellFormed().replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ' ');

const builder = new XMLBuilder({
  format: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
  tagValueProcessor: (_name, value) => representable(String(value)),
  attributeValueProcessor: (_name, value) => representable(String(value)),
});

export const xmlFragment = (tree: XmlTree): string => builder.build(tree);

export const xmlDocument = (tree: XmlTree): string =>
  xmlFragment({ '?xml': { '@version': '1.0', '@encoding': 'UTF-8' }, ...tree });
