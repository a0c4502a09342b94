type Value = string | number | Markup | Markup[];

/** HTML that is safe as it stands. */
export class Markup {
  constructor(readonly html: string) {}
}

/** Markup out of a template; whatever is put into it is escaped, unless it is markup itself. */
export const markup = (parts: TemplateStringsArray, ...values: Value[]): Markup =>
  new Markup(String.raw({ raw: parts }, ...values.map(htmlOf)));

const htmlOf = (value: Value): string => {
  if (value instanceof Markup) return value.html;
  if (Array.isArray(value)) return value.map(htmlOf).join('');
  return String(value).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
};
