import type { EntityManager } from '@mikro-orm/postgresql';
import { Seeder } from '@mikro-orm/seeder';
import type { INestApplicationContext } from '@nestjs/common';
import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import { Brand } from '../catalog/brand.entity.js';
import { Category } from '../catalog/category.entity.js';
import { ProductLinkService } from '../catalog/product-link.service.js';
import { Product, ProductCategory } from '../catalog/product.entity.js';
import { ProductImage } from '../catalog/product-image.entity.js';
import { pictureWidths } from '../media/picture-url.js';
import { PictureService } from '../media/picture.service.js';
import { StockMovement } from '../stock/stock-movement.entity.js';
import { daysAgo, demoData, type DemoProduct } from './demo-data.js';

const maxPictureBytes = 64 * 1024;

/** Brands, categories and products with their pictures; every unit in stock has its movement in the ledger. */
export class CatalogSeeder extends Seeder<INestApplicationContext> {
  override async run(em: EntityManager, app: INestApplicationContext): Promise<void> {
    const products = demoData.products();
    const brands = new Map(demoData.brands().map((row) => [row.slug, em.create(Brand, row)]));
    const categories = createCategories(em);
    const pictures = await storePictures(
      em,
      app.get(PictureService),
      products.map(({ picture }) => picture),
    );
    const created = products.map((row) => {
      const product = createProduct(em, row, required(brands, row.brand));
      em.create(ProductCategory, { product, category: required(categories, row.category) });
      em.create(ProductImage, { product, hash: required(pictures, row.picture) });
      return product;
    });
    await em.flush();
    const inStock = created.filter(({ on_hand }) => on_hand > 0);
    await em.insertMany(StockMovement, inStock.map(openingMovement));
    await app.get(ProductLinkService).refreshKeywords(em, sql`true`);
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
async function storePictures(em: EntityManager, store: PictureService, names: string[]): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  const buffers = pictureWidths.map((width) => ({ width, buffer: Buffer.alloc(maxPictureBytes) }));
  for (const name of new Set(names)) {
    const files = buffers.map(({ width, buffer }) => ({ width, content: demoData.picture(buffer, name, width) }));
    const hash = createHash('sha256');
    for (const { content } of files) hash.update(content);
    hashes.set(name, hash.digest('hex'));
    await store.store(em, { hash: required(hashes, name), files });
  }
  return hashes;
}

function createProduct(em: EntityManager, row: DemoProduct, brand: Brand): Product {
  const { uuid, slug, name, description, price, old_price, tax_rate, stock, published } = row;
  const created_at = daysAgo(row.created_days_ago);
  return em.create(Product, {
    ...(uuid && { uuid }),
    slug,
    name,
    description,
    brand,
    price,
    old_price,
    tax_rate,
    on_hand: stock,
    published,
    created_at,
    updated_at: created_at,
  });
}

const openingMovement = ({ id, uuid, on_hand, created_at }: Product) => ({
  product_id: id,
  product_uuid: uuid,
  on_hand_by: on_hand,
  on_hand_after: on_hand,
  allocated_after: 0,
  reason: 'demo shop',
  created_at,
});

function required<Value>(rows: Map<string, Value>, key: string): Value {
  const row = rows.get(key);
  if (row === undefined) throw new Error(`demo/ has no ${key}, which one of its files refers to`);
  return row;
}
