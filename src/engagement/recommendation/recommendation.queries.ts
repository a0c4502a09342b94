import { Injectable } from '@nestjs/common';
import type { ProductDto } from '../../catalog/product.dto.js';
import { ProductQueries } from '../../catalog/product.queries.js';
import { Database } from '../../database/database.js';
import { ProductNotFound } from '../../stock/stock.errors.js';
import type { BucketSuggestions, HomePage, RecommendationRow, RelatedProducts } from './recommendation.dto.js';
import {
  bucketRows,
  homeRows,
  productsPerRow,
  type Reason,
  relatedRows,
  type RowOfIds,
} from './recommendation-statements.js';

const titles: Record<Reason, string> = {
  because_you_bought: 'Because you bought',
  bought_together: 'Often bought together',
  viewed_recently: 'Viewed recently',
  from_your_wishlist: 'From your wishlist',
  trending: 'Trending now',
  new: 'New',
};

@Injectable()
export class RecommendationQueries {
  constructor(
    private readonly database: Database,
    private readonly products: ProductQueries,
  ) {}

  /** Two statements. @param customer id, or undefined for an anonymous visitor */
  async home(customer: number | undefined, base: string): Promise<HomePage> {
    const rows = await this.homeIds(customer);
    const cards = await this.products.cards(
      rows.flatMap(({ source, ids }) => (source === null ? ids : [source, ...ids])),
      base,
    );
    return { rows: rows.flatMap((row) => toRow(row, cards)) };
  }

  /** Ids of the products of each row, no product twice. */
  async homeIds(customer: number | undefined): Promise<RowOfIds[]> {
    const shown = new Set<number>();
    const rows = (await this.candidates(customer)).filter(
      ({ reason, source }) => reason !== 'because_you_bought' || source !== null,
    );
    return rows.flatMap((row) => {
      const ids = row.ids.filter((id) => !shown.has(id)).slice(0, productsPerRow);
      for (const id of ids) shown.add(id);
      return ids.length > 0 ? [{ ...row, ids }] : [];
    });
  }

  /** More than a page shows of each row. */
  candidates(customer: number | undefined): Promise<RowOfIds[]> {
    return this.database.query(homeRows, [customer ?? null]);
  }

  /** @throws ProductNotFound */
  async related(uuid: string, base: string): Promise<RelatedProducts> {
    const rows = await this.database.queryReplica(relatedRows, [uuid]);
    if (rows.length === 0) throw new ProductNotFound();
    const idsOf = (kind: string) => rows.find((row) => row.kind === kind)?.ids ?? [];
    const similar = idsOf('names').slice(0, productsPerRow);
    const together = filled(idsOf('purchases'), idsOf('trends'));
    const cards = await this.products.cards([...similar, ...together], base);
    return { similar: present(similar, cards), bought_together: present(together, cards) };
  }

  async suggestions(customer: number, base: string): Promise<BucketSuggestions> {
    const [row] = await this.database.query(bucketRows, [customer]);
    const ids = filled(row?.ids ?? [], row?.trends ?? []);
    return { products: present(ids, await this.products.cards(ids, base)) };
  }
}

/** @param source name of the bought product, for `because_you_bought` */
export const titleOf = (reason: Reason, source?: string): string =>
  source === undefined ? titles[reason] : `${titles[reason]} ${source}`;

const filled = (ids: number[], others: number[]) => [...new Set([...ids, ...others])].slice(0, productsPerRow);

const present = (ids: number[], cards: Map<number, ProductDto>) => ids.flatMap((id) => cards.get(id) ?? []);

function toRow({ reason, source, ids }: RowOfIds, cards: Map<number, ProductDto>): RecommendationRow[] {
  const products = present(ids, cards);
  if (products.length === 0) return [];
  const bought = source === null ? undefined : cards.get(source);
  // What was bought is not sold any more: it is no reason that a customer could look at.
  if (reason === 'because_you_bought' && !bought) return [];
  const product = bought ? { uuid: bought.uuid, slug: bought.slug, name: bought.name } : null;
  return [{ title: titleOf(reason, bought?.name), reason, product, products }];
}
