import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { decimal } from '../common/money/money.js';
import { newValues } from './import-merge.service.js';
import type { ImportRow } from './product-import.dto.js';

export const maxPreviewed = 500;

/** A product as a file would write it. */
interface Shown {
  name: string;
  description: string;
  brand: string | null;
  categories: string[];
  price: number;
  old_price: number | null;
  tax_rate: number;
  stock: number;
  published: boolean;
}

interface PreviewRow {
  line: number;
  slug: string;
  is_new: boolean;
  is_changed: boolean;
  before: Shown | null;
  after: Shown | null;
}

/** What each line of a dry run would do. */
@Injectable()
export class ImportPreviewService {
  /** After the changed lines are locked, and before anything is written. */
  async rows(em: EntityManager, bad: number[]): Promise<ImportRow[]> {
    const { rows } = await sql<PreviewRow>`
      select line.line, line.slug, product_id is null as is_new, changed is not null as is_changed,
        case when changed is not null then ${shown(currentValues, sql`products.brand_id`, categoriesNow)} end as before,
        case when changed is not null then
          ${shown(newValues, sql`case when line.brand is null then products.brand_id else line.brand_id end`, sql`coalesce(line.category_ids, ${categoriesNow})`)}
        end as after
      from resolved_lines line
      left join (select line as changed from changed_lines) changes on changed = line.line
      left join products on products.id = product_id
      where line.line <> all(${bad}::int[])
      order by line.line limit ${maxPreviewed}
    `.execute(em.getKysely());
    return rows.map(({ line, slug, is_new, is_changed, before, after }) => ({
      line,
      slug,
      outcome: is_new ? 'created' : is_changed ? 'changed' : 'unchanged',
      changes: before && after ? changesOf(before, after) : [],
    }));
  }
}

const categoriesNow = sql`array(select category_id from product_categories where product_id = products.id order by category_id)`;
const currentValues = sql`products.name, products.description, products.brand_id, products.price, products.old_price, products.tax_rate,
  products.on_hand, products.published`;

/** Of a row of `categories`: `Home > Lamps`. */
const path = sql`(
  with recursive up (path, parent_id) as (
    select categories.name::text, categories.parent_id
    union all
    select parent.name || ' > ' || up.path, parent.parent_id from up join categories parent on parent.id = up.parent_id
  ) select up.path from up where up.parent_id is null
)`;

const shown = (values: typeof newValues, brand: typeof newValues, categories: typeof newValues) => sql`(
  select json_build_object('name', v.name, 'description', v.description, 'price', v.price, 'old_price', v.old_price,
    'tax_rate', v.tax_rate, 'stock', v.stock, 'published', v.published,
    'brand', (select name from brands where id = ${brand}),
    'categories', array(select ${path} from categories where id = any(${categories}) order by id))
  from (select ${values}) v (name, description, brand_id, price, old_price, tax_rate, stock, published)
)`;

function changesOf(before: Shown, after: Shown): ImportRow['changes'] {
  const fields = Object.keys(before) as (keyof Shown)[];
  const text = (shown: Shown, field: keyof Shown): string | null => {
    const value = shown[field];
    if (value === null) return null;
    if (field === 'price' || field === 'old_price') return decimal(value as number);
    return Array.isArray(value) ? value.join(' | ') : String(value);
  };
  return fields
    .map((field) => ({ field, before: text(before, field), after: text(after, field) }))
    .filter((change) => change.before !== change.after);
}
