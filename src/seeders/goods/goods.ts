import { minor } from '../../common/money/money.js';
import { books } from './books.js';
import { clothing, electronics } from './clothing.js';
import type { Department } from './department.js';
import { food } from './food.js';
import { care, home } from './home.js';
import { office, toys } from './leisure.js';
import { garden, outdoor } from './outdoor.js';

/** One product as its department lists it. */
export interface Goods {
  name: string;
  description: string;
  brand: string;
  /** From the department down. */
  categories: string[];
  price: number;
  old_price: number | null;
  tax_rate: number;
  stock: number;
  published: boolean;
  /** As {@link drawn} understands it. */
  picture: string;
}

const departments = [food, home, care, garden, outdoor, clothing, electronics, books, toys, office];

export const goods: Goods[] = departments.flatMap((department) =>
  Object.entries(department.goods).flatMap(([path, lines]) =>
    lines
      .trim()
      .split('\n')
      .map((line) => goodsOf(department, path, line)),
  ),
);

function goodsOf({ name: department, tax_rate }: Department, path: string, line: string): Goods {
  const [name, brand, prices, shelf, picture, description] = line.split(' | ');
  if (!name || !brand || !prices || !shelf || !picture || !description) throw new Error(`cannot read "${line}"`);
  const [price = '', old] = prices.split(' was ');
  return {
    name,
    description,
    brand,
    categories: [department, ...path.split(' > ')],
    price: minor(price),
    old_price: old === undefined ? null : minor(old),
    tax_rate,
    stock: Number.parseInt(shelf),
    published: !shelf.endsWith('hidden'),
    picture,
  };
}
