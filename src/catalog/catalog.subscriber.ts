import type { ChangeSet, EventSubscriber, FlushEventArgs } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { announce } from '../database/commits.js';
import { Jobs } from '../jobs/jobs.js';
import { productRestocked } from '../stock/stock.service.js';
import { Brand } from './brand.entity.js';
import { Category } from './category.entity.js';
import { Product, ProductCategory } from './product.entity.js';
import { ProductImage } from './product-image.entity.js';

/** The job that follows a lower price. */
export const priceDropped = 'product.price_dropped';

export interface PricesDropped {
  /** Uuids, and the prices before in minor units. */
  products: { product: string; from: number }[];
}

const shown = new Set<unknown>([Product, ProductCategory, ProductImage, Category, Brand]);

/** Whatever changes an entity of the catalogue changes what the catalogue answers. SQL by hand has to say so itself. */
@Injectable()
export class CatalogSubscriber implements EventSubscriber {
  constructor(
    em: EntityManager,
    private readonly jobs: Jobs,
  ) {
    em.getEventManager().registerSubscriber(this);
  }

  async afterFlush({ em, uow }: FlushEventArgs): Promise<void> {
    const isShown =
      uow.getChangeSets().some(({ meta }) => shown.has(meta.class)) ||
      uow.getCollectionUpdates().some(({ owner }) => shown.has(owner.constructor));
    if (isShown) announce(em as EntityManager, 'catalog');
    for (const change of uow.getChangeSets())
      if (change.meta.class === Product && change.type === 'update')
        await this.announce(em as EntityManager, change as ChangeSet<Product>);
  }

  /** What customers wait for: a lower price, and a product in stock that is published again. */
  private async announce(em: EntityManager, { entity, originalEntity, payload }: ChangeSet<Product>): Promise<void> {
    const { uuid: product, price, stock } = entity;
    const from = Number(originalEntity?.price);
    if (payload.price !== undefined && price < from)
      await this.jobs.enqueue(em, priceDropped, { products: [{ product, from }] });
    if (payload.published && stock > 0) await this.jobs.enqueue(em, productRestocked, { products: [product] });
  }
}
