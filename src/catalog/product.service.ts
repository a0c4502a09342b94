import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { minor } from '../common/money/money.js';
import { Database } from '../database/database.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import { StockService } from '../stock/stock.service.js';
import { ProductOutdated } from './catalog.errors.js';
import type { ProductChange, ProductInput } from './product.admin.dto.js';
import { Product } from './product.entity.js';
import { ProductLinkService } from './product-link.service.js';
import { SlugService } from './slug.service.js';

@Injectable()
export class ProductService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly stock: StockService,
    private readonly slugs: SlugService,
    private readonly links: ProductLinkService,
  ) {}

  /** Returns the UUID of the new product. @throws BrandNotFound, CategoryNotFound, SlugTaken */
  create(me: Caller, { stock, ...input }: ProductInput): Promise<string> {
    return this.database.transaction(async (em) => {
      const links = await this.links.resolve(em, input);
      const { name, price, slug = await this.slugs.unique(em, 'products', name) } = input;
      const product = em.create(Product, { name, slug, price: minor(price) });
      product.update({ ...fieldsOf(input), ...links });
      await em.flush();
      await this.links.refreshKeywords(em, sql`products.id = ${product.id}`);
      const { uuid } = product;
      if (stock) await this.stock.setLevel(em, uuid, stock, { reason: 'created', actor: me.username });
      this.audit.record(em, me, 'product.create', subjectOf(product), { to: { ...product.snapshot(), stock } });
      return uuid;
    });
  }

  /** @throws ProductNotFound, BrandNotFound, CategoryNotFound, SlugTaken */
  async update(me: Caller, uuid: string, input: ProductChange): Promise<void> {
    await this.database.transaction((em) => this.updateIn(em, me, { uuid }, input));
  }

  /**
   * The same in a transaction of the caller's, of a product by uuid or slug.
   *
   * @param updated when the caller's version of it was changed last, to change no other
   * @throws ProductNotFound, ProductOutdated, BrandNotFound, CategoryNotFound, SlugTaken
   */
  async updateIn(
    em: EntityManager,
    me: Caller,
    which: { uuid: string } | { slug: string },
    input: ProductChange,
    updated?: string,
  ): Promise<{ uuid: string; changed: boolean }> {
    const links = await this.links.resolve(em, input);
    const product = await em.findOne(Product, which, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!product) throw new ProductNotFound();
    const { uuid, updated_at } = product;
    if (updated && updated_at.getTime() !== Date.parse(updated)) throw new ProductOutdated({ updated: updated_at });
    await em.populate(product, ['brand', 'categories']);
    const before = product.snapshot();
    product.update({ ...fieldsOf(input), ...links });
    const both = [before, product.snapshot()] satisfies [object, object];
    const changed = this.audit.recordDiff(em, me, 'product.change', subjectOf(product), both);
    if (!changed) product.updated_at = updated_at;
    await em.flush();
    await this.links.refreshKeywords(em, sql`products.id = ${product.id}`);
    return { uuid, changed };
  }
}

const subjectOf = ({ uuid, name }: Product) => ({ kind: 'product' as const, uuid, label: name });

/** An exemption without a rate means the rate 0. */
const fieldsOf = ({ name, slug, description, price, old_price, published, ...tax }: ProductChange) => ({
  name,
  slug,
  description,
  price: price === undefined ? undefined : minor(price),
  old_price: typeof old_price === 'string' ? minor(old_price) : old_price,
  tax_rate: tax.tax_rate ?? (tax.tax_exemption ? 0 : undefined),
  tax_exemption: tax.tax_exemption,
  is_service: tax.is_service,
  published,
});
