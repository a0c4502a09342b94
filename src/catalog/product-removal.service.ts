import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { setTimeout as wait } from 'node:timers/promises';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import { ProductNotFound } from '../stock/stock.errors.js';
import { Product } from './product.entity.js';
import { ProductImage } from './product-image.entity.js';
import { ProductImageService } from './product-image.service.js';

const maxAttempts = 20;
const lockTimeoutMs = 100;

@Injectable()
export class ProductRemovalService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly images: ProductImageService,
  ) {}

  /** Removes a product from the shop and from every bucket. Orders keep its name and UUID; its ledger stays. @throws ProductNotFound */
  async remove(me: Caller, uuid: string): Promise<void> {
    for (let attempt = 1; ; attempt++)
      try {
        return await this.database.transaction((em) => this.delete(em, me, uuid));
      } catch (error) {
        if (!isLockTimeout(error) || attempt === maxAttempts) throw error;
        await wait(Math.random() * 2 * lockTimeoutMs);
      }
  }

  private async delete(em: EntityManager, me: Caller, uuid: string): Promise<void> {
    const product = await em.findOne(Product, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!product) throw new ProductNotFound();
    await em.populate(product, ['brand', 'categories']);
    const images = await em.find(ProductImage, { product });
    const { on_hand, allocated } = product;
    const from = { ...product.snapshot(), on_hand, allocated };
    this.audit.record(em, me, 'product.remove', { kind: 'product', uuid, label: product.name }, { from });
    // An order locks its bucket lines and then its products. This locks them the other way round, so it is what gives way.
    await sql`select set_config('lock_timeout', ${`${lockTimeoutMs}ms`}, true)`.execute(em.getKysely());
    await em.remove(product).flush();
    const hashes = images.map(({ hash }) => hash);
    await this.images.deleteUnusedPictures(em, hashes);
  }
}

const isLockTimeout = (error: unknown): boolean => (error as { code?: string }).code === '55P03';
