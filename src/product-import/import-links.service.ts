import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { maxCategories } from '../catalog/product-limits.js';
import { SlugService } from '../catalog/slug.service.js';
import { brandsNamed } from '../taxonomy/brand-names.js';
import { type BrandRow, BrandNames, CategoryNames, type CategoryRow, namesOf } from './link-names.js';

const maxNameLength = 200;

/** Finds or creates the brands and categories that the staged lines name. */
@Injectable()
export class ImportLinksService {
  constructor(private readonly slugs: SlugService) {}

  /** All brands with the names that cells know them by. */
  async brandNames(em: EntityManager): Promise<BrandNames> {
    const { rows } = await sql<BrandRow>`select id, slug, name from brands`.execute(em.getKysely());
    return new BrandNames(rows);
  }

  async categoryNames(em: EntityManager): Promise<CategoryNames> {
    const { rows } = await sql<CategoryRow>`select id, slug, name, parent_id from categories`.execute(em.getKysely());
    return new CategoryNames(rows);
  }

  /** Lists in the table `resolved_brands` which brand each cell means. @returns the ids of those that were created */
  async resolveBrands(em: EntityManager): Promise<number[]> {
    const db = em.getKysely();
    const { rows } = await sql<{ cell: string }>`
      select brand as cell from staged_lines where brand <> '' group by brand order by min(line)
    `.execute(db);
    const names = await this.brandNames(em);
    const unknown = rows.map(({ cell }) => cell).filter((cell) => !names.find(cell));
    const named = new Map((await brandsNamed(em, unknown)).map((brand) => [brand.given, brand]));
    const made = new Map<string, number>();
    const found = [];
    const created: number[] = [];
    for (const { cell } of rows) {
      const { letters = '', ids = [] } = named.get(cell) ?? {};
      let id = names.find(cell)?.id ?? ids[0] ?? made.get(letters);
      if (id === undefined) {
        const brand = await this.insertBrand(em, cell);
        names.add(brand);
        id = brand.id;
        made.set(letters, id);
        created.push(id);
      }
      found.push({ brand: cell, id });
    }
    await sql`
      create temp table resolved_brands on commit drop as
      select * from json_to_recordset(${JSON.stringify(found)}::json) as brands(brand text, id int)
    `.execute(db);
    return created;
  }

  /**
   * Lists in the table `resolved_categories` which categories each cell means, and what is wrong with it.
   *
   * @returns the ids of those that were created
   */
  async resolveCategories(em: EntityManager, create: boolean): Promise<number[]> {
    const db = em.getKysely();
    const { rows } = await sql<{ cell: string }>`
      select categories as cell from staged_lines where categories is not null group by categories order by min(line)
    `.execute(db);
    const names = await this.categoryNames(em);
    const cells = [];
    const created: number[] = [];
    for (const { cell } of rows) {
      const ids = new Set<number>();
      const problems: string[] = [];
      for (const text of names.listed(cell)) {
        let found = names.find(text);
        if (found.length === 0 && create && namesOf(text).every((name) => name.length <= maxNameLength)) {
          const made = await this.insertPath(em, names, text);
          created.push(...made.created);
          found = made.category ? [made.category] : [];
        }
        if (found.length > 1)
          problems.push(`there are several categories ${text}: write the path, like Home > Lamps, or the slug`);
        else if (found[0]) ids.add(found[0].id);
        else
          problems.push(
            `there is no category ${text}${create ? '' : ': create it, or import with create_categories=true'}`,
          );
      }
      if (ids.size > maxCategories) problems.push(`must not be more than ${maxCategories}`);
      cells.push({ cell, ids: [...ids].toSorted((a, b) => a - b), problems });
    }
    await sql`
      create temp table resolved_categories on commit drop as
      select * from json_to_recordset(${JSON.stringify(cells)}::json) as cells(cell text, ids int[], problems text[])
    `.execute(db);
    return created;
  }

  private async insertBrand(em: EntityManager, name: string): Promise<BrandRow> {
    const slug = await this.slugs.unique(em, 'brands', name);
    const { rows } = await sql<BrandRow>`
      insert into brands (uuid, slug, name) values (gen_random_uuid(), ${slug}, ${name}) returning id, slug, name
    `.execute(em.getKysely());
    return rows[0]!;
  }

  /** Creates what is missing of a path. */
  private async insertPath(
    em: EntityManager,
    names: CategoryNames,
    text: string,
  ): Promise<{ category: CategoryRow | undefined; created: number[] }> {
    let category: CategoryRow | undefined;
    const created: number[] = [];
    for (const name of namesOf(text)) {
      let next = names.childOf(category, name);
      if (!next) {
        next = await this.insertCategory(em, name, category?.id ?? null);
        names.add(next);
        created.push(next.id);
      }
      category = next;
    }
    return { category, created };
  }

  private async insertCategory(em: EntityManager, name: string, parent: number | null): Promise<CategoryRow> {
    const slug = await this.slugs.unique(em, 'categories', name);
    const { rows } = await sql<CategoryRow>`
      insert into categories (uuid, slug, name, parent_id, active)
      values (gen_random_uuid(), ${slug}, ${name}, ${parent}, true) returning id, slug, name, parent_id
    `.execute(em.getKysely());
    return rows[0]!;
  }
}
