import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { Brand } from '../catalog/brand.entity.js';
import { Category } from '../catalog/category.entity.js';
import { refreshKeywords } from '../catalog/keywords.js';
import { Picture } from '../media/picture.entity.js';
import type { Renditions } from '../media/picture.service.js';
import { Product, ProductCategory } from '../catalog/product.entity.js';
import { ProductImage } from '../catalog/product-image.entity.js';
import { slugOf } from '../catalog/slug.js';
import { StockMovement } from '../stock/stock-movement.entity.js';
import { daysAgo } from './days-ago.js';
import { type Goods, goods } from './goods/goods.js';

/** Fills the shelves; every unit on them came by a movement of the ledger. */
export async function seedCatalog(em: EntityManager, drawings: Map<string, Renditions>): Promise<void> {
  await em.insertMany(
    Picture,
    [...drawings.values()].flatMap(({ hash, files }) => files.map((file) => ({ hash, ...file }))),
  );
  const brands = new Map<string, Brand>();
  const categories = new Map<string, Category>();
  const products: Product[] = [];
  for (const [index, item] of goods.entries()) {
    const product = await productOf(em, item, index, await brandOf(em, brands, item.brand));
    em.create(ProductCategory, { product, category: await categoryOf(em, categories, item.categories) });
    em.create(ProductImage, { product, hash: drawings.get(item.picture)?.hash ?? '' });
    products.push(product);
  }
  await em.flush();
  await em.insertMany(StockMovement, products.filter(({ stock }) => stock > 0).map(arrivalOf));
  await refreshKeywords(em, sql`true`);
}

async function productOf(em: EntityManager, item: Goods, index: number, brand: Brand): Promise<Product> {
  const { name, description, price, old_price, tax_rate, stock, published } = item;
  const created = daysAgo(daysOnSale(index));
  return em.create(Product, {
    slug: await slugOf(name),
    name,
    description,
    brand,
    price,
    old_price,
    tax_rate,
    stock,
    published,
    created,
    updated: created,
  });
}

/** Between a few days and ten months; the steps are so large that neighbours on a shelf did not come together. */
const daysOnSale = (index: number): number => 300 - 1.28 * ((index * 89) % goods.length);

const arrivalOf = (product: Product) => ({
  product_id: product.id,
  by: product.stock,
  stock_after: product.stock,
  reason: 'demo shop',
  created: product.created,
});

async function brandOf(em: EntityManager, brands: Map<string, Brand>, name: string): Promise<Brand> {
  const brand = brands.get(name) ?? em.create(Brand, { name, slug: await slugOf(name) });
  brands.set(name, brand);
  return brand;
}

/** The last category of a path, made with those above it where they are not there yet. */
async function categoryOf(em: EntityManager, categories: Map<string, Category>, path: string[]): Promise<Category> {
  const key = path.join(' > ');
  const name = path.at(-1) ?? '';
  const parent = path.length > 1 ? await categoryOf(em, categories, path.slice(0, -1)) : null;
  const category = categories.get(key) ?? em.create(Category, { name, slug: await slugOf(name), parent });
  categories.set(key, category);
  return category;
}
