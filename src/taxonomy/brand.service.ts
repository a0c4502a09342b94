import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import type { BrandChange, BrandInput } from './brand.dto.js';
import { brandsNamed } from './brand-names.js';
import { Brand } from '../catalog/brand.entity.js';
import { BrandNameTaken, BrandNotFound } from '../catalog/catalog.errors.js';
import type { CatalogRef } from '../catalog/product.dto.js';
import { SlugService } from '../catalog/slug.service.js';
import { KeywordService } from './keyword.service.js';

@Injectable()
export class BrandService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly slugs: SlugService,
    private readonly keywords: KeywordService,
  ) {}

  /** @throws SlugTaken, BrandNameTaken */
  create(me: Caller, { name, slug }: BrandInput): Promise<CatalogRef> {
    return this.database.transaction(async (em) => {
      if ((await brandsNamed(em, [name])).some(({ ids }) => ids.length > 0)) throw new BrandNameTaken();
      const brand = em.create(Brand, { name, slug: slug ?? (await this.slugs.unique(em, 'brands', name)) });
      await em.flush();
      this.audit.record(em, me, 'brand.create', subjectOf(brand), { to: brand.toDto() });
      return brand.toDto();
    });
  }

  /** @throws BrandNotFound, SlugTaken, BrandNameTaken */
  update(me: Caller, uuid: string, change: BrandChange): Promise<CatalogRef> {
    return this.database.transaction(async (em) => {
      // The name before the row, as an import takes them.
      const named = change.name === undefined ? [] : await brandsNamed(em, [change.name]);
      const brand = await lockedBrand(em, uuid);
      const before = brand.toDto();
      const isTaken = named.some(({ ids }) => ids.some((id) => id !== brand.id));
      // Those of one name that were so before stay.
      if (change.name !== brand.name && isTaken) throw new BrandNameTaken();
      brand.update(change);
      this.audit.recordDiff(em, me, 'brand.change', subjectOf(brand), [before, brand.toDto()]);
      await em.flush();
      if (brand.name !== before.name) await this.keywords.brandRenamed(em, brand);
      return brand.toDto();
    });
  }

  /** @throws BrandNotFound, StillInUse */
  remove(me: Caller, uuid: string): Promise<void> {
    return this.database.transaction(async (em) => {
      const brand = await lockedBrand(em, uuid);
      this.audit.record(em, me, 'brand.remove', subjectOf(brand), { from: brand.toDto() });
      await em.remove(brand).flush();
    });
  }
}

const subjectOf = ({ uuid, name }: Brand) => ({ kind: 'brand' as const, uuid, label: name });

async function lockedBrand(em: EntityManager, uuid: string): Promise<Brand> {
  const brand = await em.findOne(Brand, { uuid }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!brand) throw new BrandNotFound();
  return brand;
}
