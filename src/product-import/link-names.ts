import { canonicalKey } from '../catalog/slug.js';
import { canonicalLine } from '../common/text/canonical.js';

/** Names that are equal but for case are one; `Disney` and `Disney+` are two. */
export const nameKey = (name: string): string => canonicalLine(name).toLowerCase();

export interface BrandRow {
  id: number;
  slug: string;
  name: string;
}

/** Which brand a cell means. */
export class BrandNames {
  private readonly byName = new Map<string, BrandRow>();
  private readonly bySlug = new Map<string, BrandRow>();

  constructor(brands: BrandRow[]) {
    for (const brand of brands.toSorted((a, b) => a.id - b.id)) this.add(brand);
  }

  add(brand: BrandRow): void {
    const key = nameKey(brand.name);
    if (!this.byName.has(key)) this.byName.set(key, brand);
    this.bySlug.set(brand.slug, brand);
  }

  /** By its name. A slug counts only where it cannot be a plain name: `disney` may be the slug of `Disney+`. */
  find(cell: string): BrandRow | undefined {
    return this.byName.get(nameKey(cell)) ?? (cell.includes('-') ? this.bySlug.get(canonicalKey(cell)) : undefined);
  }

  /** What {@link find} finds the brand by. */
  label(brand: BrandRow): string {
    return this.find(brand.name)?.id === brand.id ? brand.name : brand.slug;
  }
}

export interface CategoryRow extends BrandRow {
  parent_id: number | null;
}

const pathSeparator = ' > ';

/** Which categories a cell means. */
export class CategoryNames {
  private readonly byId = new Map<number, CategoryRow>();
  private readonly byPath = new Map<string, CategoryRow[]>();
  private readonly byName = new Map<string, CategoryRow[]>();
  private readonly bySlug = new Map<string, CategoryRow>();

  constructor(categories: CategoryRow[]) {
    for (const category of categories) this.byId.set(category.id, category);
    for (const category of categories) this.index(category);
  }

  add(category: CategoryRow): void {
    this.byId.set(category.id, category);
    this.index(category);
  }

  private index(category: CategoryRow): void {
    const push = (map: Map<string, CategoryRow[]>, key: string) => map.set(key, [...(map.get(key) ?? []), category]);
    push(this.byPath, nameKey(this.pathOf(category)));
    push(this.byName, nameKey(category.name));
    this.bySlug.set(category.slug, category);
  }

  has(id: number): boolean {
    return this.byId.has(id);
  }

  private pathOf({ name, parent_id }: CategoryRow): string {
    const parent = parent_id === null ? undefined : this.byId.get(parent_id);
    return parent ? `${this.pathOf(parent)}${pathSeparator}${name}` : name;
  }

  /** By its path, else its name, else its slug: all that a path or a name may mean. */
  find(text: string): CategoryRow[] {
    const names = namesOf(text);
    const key = nameKey(names.join(pathSeparator));
    const found = this.byPath.get(key) ?? (names.length === 1 ? this.byName.get(key) : undefined);
    if (found) return found;
    const bySlug = this.bySlug.get(canonicalKey(text));
    return bySlug ? [bySlug] : [];
  }

  /** Below a category, or at the top. */
  childOf(parent: CategoryRow | undefined, name: string): CategoryRow | undefined {
    const path = parent ? `${this.pathOf(parent)}${pathSeparator}${name}` : name;
    return this.byPath.get(nameKey(path))?.find(({ parent_id }) => parent_id === (parent?.id ?? null));
  }

  /** What {@link find} finds the category by. */
  label(id: number): string {
    const category = this.byId.get(id);
    if (!category) return '';
    const path = this.pathOf(category);
    const found = this.find(path);
    const isPlain =
      !/\||\\([;,]|$)|(^|> )"/.test(path) && path.split(pathSeparator).every((name) => !name.includes('>'));
    return isPlain && found.length === 1 && found[0]?.id === id ? path : category.slug;
  }

  /** The categories that a cell lists, joined by `|`, `;` or `,`. A name may itself have one, after a `\\` or in quotes. */
  listed(given: string): string[] {
    const isKnown = (text: string) => this.find(text).length > 0;
    if (given === '' || isKnown(given)) return given === '' ? [] : [given];
    const cell = given.replaceAll(quotedName, (_, before: string, name: string) => `${before}${escaped(name)}`);
    const separator = ['|', ';', ','].find((each) => cell.replaceAll(/\\[|;,]/g, '').includes(each));
    const parts = separator === undefined ? [cell] : cell.split(new RegExp(`(?<!\\\\)[${separator}]`));
    return parts.map((part) => part.replaceAll(/\\([|;,])/g, '$1').trim()).filter((part) => part !== '');
  }
}

const quotedName = /(^|[|;,>])\s*"([^"]+)"(?=\s*(?:[|;,>]|$))/g;
const escaped = (name: string): string => name.replaceAll(/[|;,]/g, String.raw`\$&`);

/** The names of a path, `Home > Lamps`. */
export const namesOf = (path: string): string[] =>
  path
    .split('>')
    .map(canonicalLine)
    .filter((name) => name !== '');
