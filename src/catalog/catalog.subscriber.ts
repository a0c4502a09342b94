import type { EventSubscriber, FlushEventArgs } from '@mikro-orm/core';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { invalidateCache } from '../database/cache-invalidation.js';
import { Brand } from './brand.entity.js';
import { Category } from './category.entity.js';
import { Product, ProductCategory } from './product.entity.js';
import { ProductImage } from './product-image.entity.js';

const shown = new Set<unknown>([Product, ProductCategory, ProductImage, Category, Brand]);

/** Whatever changes an entity of the catalogue changes what the catalogue answers. SQL by hand has to say so itself. */
@Injectable()
export class CatalogSubscriber implements EventSubscriber {
  constructor(em: EntityManager) {
    em.getEventManager().registerSubscriber(this);
  }

  afterFlush({ em, uow }: FlushEventArgs): void {
    const isShown =
      uow.getChangeSets().some(({ meta }) => shown.has(meta.class)) ||
      uow.getCollectionUpdates().some(({ owner }) => shown.has(owner.constructor));
    if (isShown) invalidateCache(em as EntityManager, 'catalog');
  }
}
