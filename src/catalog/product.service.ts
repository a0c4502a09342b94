import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { setTimeout as wait } from 'node:timers/promises';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { minor } from '../common/money/money.js';
import { Database } from '../database/database.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import { diff } from '../audit/diff.js';
import { refreshKeywords } from './keywords.js';
import { dropUnused } from '../media/picture.service.js';
import type { AdminProductDetail, ProductChange, ProductInput } from './product.admin.dto.js';
import { ProductAdminQueries } from './product.admin.queries.js';
import { Product } from './product.entity.js';
import { ProductImage } from './product-image.entity.js';
import { linksOf } from './product-links.js';
import { freeSlug } from './slug.js';
import { setStock } from '../stock/stock.js';

@Injectable()
export class ProductService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly queries: ProductAdminQueries,
  ) {}

  /** @throws BrandNotFound, CategoryNotFound, SlugTaken */
  async create(me: Caller, { stock, ...input }: ProductInput, base: string): Promise<AdminProductDetail> {
    const uuid = await this.database.transaction(async (em) => {
      const links = await linksOf(em, input);
      const { name, price, slug = await freeSlug(em, 'products', name) } = input;
      const product = em.create(Product, { name, slug, price: minor(price) });
      product.describe({ ...descriptionOf(input), ...links });
      await em.flush();
      await refreshKeywords(em, sql`products.id = ${product.id}`);
      if (stock) await setStock(em, product.uuid, { stock, reason: 'created', actor: me.username });
      this.audit.record(em, me, 'product.create', `product/${product.uuid}`, { to: { ...product.facts(), stock } });
      return product.uuid;
    });
    return this.queries.detail(uuid, base);
  }

  /** @throws ProductNotFound, BrandNotFound, CategoryNotFound, SlugTaken */
  async change(me: Caller, uuid: string, input: ProductChange, base: string): Promise<AdminProductDetail> {
    await this.database.transaction(async (em) => {
      const links = await linksOf(em, input);
      const product = await locked(em, uuid);
      const before = product.facts();
      product.describe({ ...descriptionOf(input), ...links });
      this.audit.record(em, me, 'product.change', `product/${uuid}`, diff(before, product.facts()));
      await em.flush();
      await refreshKeywords(em, sql`products.id = ${product.id}`);
    });
    return this.queries.detail(uuid, base);
  }

  /** Out of every bucket it goes too; orders keep its name and uuid. @throws ProductNotFound */
  async remove(me: Caller, uuid: string): Promise<void> {
    for (let attempt = 1; ; attempt++)
      try {
        return await this.database.transaction((em) => this.delete(em, me, uuid));
      } catch (error) {
        if (!isLockTimeout(error) || attempt === mostAttempts) throw error;
        await wait(Math.random() * 200);
      }
  }

  private async delete(em: EntityManager, me: Caller, uuid: string): Promise<void> {
    const product = await locked(em, uuid);
    const images = await em.find(ProductImage, { product });
    const from = { ...product.facts(), stock: product.stock };
    this.audit.record(em, me, 'product.remove', `product/${uuid}`, { from });
    // An order takes its bucket's lines and then its products, this the other way round: who waits here gives way.
    await sql`select set_config('lock_timeout', '100ms', true)`.execute(em.getKysely());
    await em.remove(product).flush();
    await dropUnused(
      em,
      images.map(({ hash }) => hash),
    );
  }
}

const mostAttempts = 20;
const isLockTimeout = (error: unknown): boolean => (error as { code?: string }).code === '55P03';

/** @throws ProductNotFound */
async function locked(em: EntityManager, uuid: string): Promise<Product> {
  const product = await em.findOne(Product, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!product) throw new ProductNotFound();
  await em.populate(product, ['brand', 'categories']);
  return product;
}

const descriptionOf = ({ name, slug, description, price, old_price, tax_rate, published }: ProductChange) => ({
  name,
  slug,
  description,
  price: price === undefined ? undefined : minor(price),
  old_price: typeof old_price === 'string' ? minor(old_price) : old_price,
  tax_rate,
  published,
});
