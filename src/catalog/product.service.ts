import { LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { minor } from '../common/money/money.js';
import { Database } from '../database/database.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import { StockService } from '../stock/stock.service.js';
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
  update(me: Caller, uuid: string, input: ProductChange): Promise<void> {
    return this.database.transaction(async (em) => {
      const links = await this.links.resolve(em, input);
      const product = await em.findOne(Product, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!product) throw new ProductNotFound();
      await em.populate(product, ['brand', 'categories']);
      const before = product.snapshot();
      product.update({ ...fieldsOf(input), ...links });
      this.audit.recordDiff(em, me, 'product.change', subjectOf(product), [before, product.snapshot()]);
      await em.flush();
      await this.links.refreshKeywords(em, sql`products.id = ${product.id}`);
    });
  }
}

const subjectOf = ({ uuid, name }: Product) => ({ kind: 'product', uuid, label: name });

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
