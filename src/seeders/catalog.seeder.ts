import type { EntityManager } from '@mikro-orm/postgresql';
import { Seeder } from '@mikro-orm/seeder';
import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import { Brand } from '../catalog/brand.entity.js';
import { Category } from '../catalog/category.entity.js';
import { refreshKeywords } from '../catalog/keywords.js';
import { pictureWidths } from '../catalog/picture.js';
import { keep } from '../catalog/pictures.js';
import { Product, ProductCategory } from '../catalog/product.entity.js';
import { ProductImage } from '../catalog/product-image.entity.js';
import { StockMovement } from '../catalog/stock-movement.entity.js';
import { daysAgo, demoData, type DemoProduct } from './demo-data.js';

/** Bytes. */
const largestPicture = 64 * 1024;

/** Brands, categories and products with their pictures; every unit in stock has its movement in the ledger. */
export class CatalogSeeder extends Seeder {
  override async run(em: EntityManager): Promise<void> {
    const products = demoData.products();
    const brands = new Map(demoData.brands().map((row) => [row.slug, em.create(Brand, row)]));
    const categories = createCategories(em);
    const pictures = await storePictures(
      em,
      products.map(({ picture }) => picture),
    );
    for (const row of products) {
      const product = createProduct(em, row, required(brands, row.brand));
      em.create(ProductCategory, { product, category: required(categories, row.category) });
      em.create(ProductImage, { product, hash: required(pictures, row.picture) });
    }
    await em.flush();
    await refreshKeywords(em, sql`true`);
  }
}

function createCategories(em: EntityManager): Map<string, Category> {
  const categories = new Map<string, Category>();
  for (const { slug, name, parent } of demoData.categories())
    categories.set(
      slug,
      em.create(Category, { slug, name, parent: parent === null ? null : required(categories, parent) }),
    );
  return categories;
}

/**
 * The files are the renditions themselves: scaling 153 pictures takes both cores longer than all the rest of a first
 * start. Answers the hash of each picture by its name.
 */
async function storePictures(em: EntityManager, names: string[]): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  const buffers = pictureWidths.map((width) => ({ width, buffer: Buffer.alloc(largestPicture) }));
  for (const name of new Set(names)) {
    const files = buffers.map(({ width, buffer }) => ({ width, content: demoData.picture(buffer, name, width) }));
    const hash = createHash('sha256');
    for (const { content } of files) hash.update(content);
    hashes.set(name, hash.digest('hex'));
    await keep(em, { hash: required(hashes, name), files });
  }
  return hashes;
}

function createProduct(em: EntityManager, row: DemoProduct, brand: Brand): Product {
  const { slug, name, description, price, old_price, tax_rate, stock, published } = row;
  const created = daysAgo(row.created_days_ago);
  const product = em.create(Product, {
    slug,
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
  if (stock > 0) em.create(StockMovement, { product, by: stock, stock_after: stock, reason: 'demo shop', created });
  return product;
}

function required<Value>(rows: Map<string, Value>, key: string): Value {
  const row = rows.get(key);
  if (row === undefined) throw new Error(`demo/ has no ${key}, which one of its files refers to`);
  return row;
}
