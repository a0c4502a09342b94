type Value = string | number | Markup | Markup[];

/** HTML that needs no escaping. */
export class Markup {
  constructor(readonly html: string) {}
}

/** Markup from a template literal; its values are escaped unless they are markup themselves. */
export const markup = (parts: TemplateStringsArray, ...values: Value[]): Markup =>
  new Markup(String.raw({ raw: parts }, ...values.map(htmlOf)));

const htmlOf = (value: Value): string => {
  if (value instanceof Markup) return value.html;
  if (Array.isArray(value)) return value.map(htmlOf).join('');
  return String(value).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
};
