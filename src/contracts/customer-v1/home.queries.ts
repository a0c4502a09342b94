import { Injectable } from '@nestjs/common';
import { CatalogQueries } from '../../catalog/catalog.queries.js';
import { RecommendationQueries, titleOf } from '../../engagement/recommendation/recommendation.queries.js';
import type { V1Home } from './customer-v1.dto.js';
import { toProduct } from './to-dto.js';

/** The home page of the shop with the products of this contract. */
@Injectable()
export class HomeQueries {
  constructor(
    private readonly recommendations: RecommendationQueries,
    private readonly catalog: CatalogQueries,
  ) {}

  async home(customer: number, base: string): Promise<V1Home> {
    const rows = await this.recommendations.homeIds(customer);
    const products = await this.catalog.productsById(rows.flatMap(({ source, ids }) => [...ids, source ?? 0]));
    return {
      rows: rows
        .filter(({ source }) => source === null || products.has(source))
        .map(({ reason, source, ids }) => ({
          title: titleOf(reason, products.get(source ?? 0)?.name),
          products: ids.flatMap((id) => products.get(id) ?? []).map((product) => toProduct(product, base)),
        })),
    };
  }
}
