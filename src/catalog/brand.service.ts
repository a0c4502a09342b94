import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import type { BrandChange, BrandInput } from './brand.dto.js';
import { Brand } from './brand.entity.js';
import { BrandNotFound } from './catalog.errors.js';
import { diff } from '../audit/diff.js';
import { allowTime, lockProducts, refreshKeywords } from './keywords.js';
import type { Named } from './product.dto.js';
import { freeSlug } from './slug.js';

@Injectable()
export class BrandService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** @throws SlugTaken */
  create(me: Caller, { name, slug }: BrandInput): Promise<Named> {
    return this.database.transaction(async (em) => {
      const brand = em.create(Brand, { name, slug: slug ?? (await freeSlug(em, 'brands', name)) });
      await em.flush();
      this.audit.record(em, me, 'brand.create', `brand/${brand.uuid}`, { to: brand.facts() });
      return brand.facts();
    });
  }

  /** @throws BrandNotFound, SlugTaken */
  change(me: Caller, uuid: string, change: BrandChange): Promise<Named> {
    return this.database.transaction(async (em) => {
      const brand = await locked(em, uuid);
      const before = brand.facts();
      brand.change(change);
      this.audit.record(em, me, 'brand.change', `brand/${uuid}`, diff(before, brand.facts()));
      await em.flush();
      if (brand.name !== before.name) await renamed(em, brand);
      return brand.facts();
    });
  }

  /** @throws BrandNotFound, StillInUse */
  remove(me: Caller, uuid: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const brand = await locked(em, uuid);
      this.audit.record(em, me, 'brand.remove', `brand/${uuid}`, { from: brand.facts() });
      await em.remove(brand).flush();
    });
  }
}

async function locked(em: EntityManager, uuid: string): Promise<Brand> {
  const brand = await em.findOne(Brand, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!brand) throw new BrandNotFound();
  return brand;
}

async function renamed(em: EntityManager, { id }: Brand): Promise<void> {
  const products = sql<boolean>`products.brand_id = ${id}`;
  await allowTime(em, 60);
  await lockProducts(em, products);
  await refreshKeywords(em, products);
}
