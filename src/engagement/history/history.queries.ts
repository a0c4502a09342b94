import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { jsonObjectFrom } from 'kysely/helpers/postgres';
import { type CatalogTables, listColumns } from '../../catalog/product-columns.js';
import type { Page, PageQuery } from '../../common/http/paging.js';
import { Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { iso, pageOf } from '../../database/sql.js';
import type { OrderLineSchema, OrderSchema } from '../../order/order.entity.js';
import type { HistorySettingsDto, PurchaseDto, ViewDto } from './history.dto.js';
import type { HistorySettingsSchema, ProductViewSchema } from './history.entity.js';

type Tables = CatalogTables &
  InferKyselyDB<typeof HistorySettingsSchema | typeof ProductViewSchema | typeof OrderSchema | typeof OrderLineSchema>;

/** Units that arrived or still may. */
const kept = sql<number>`order_lines.quantity - order_lines.canceled - order_lines.undelivered`;

@Injectable()
export class HistoryQueries {
  private readonly currency: string;

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.currency = config.get('CURRENCY');
  }

  /** Latest first. Products that are not published any more are left out, and come back with their publication. */
  async views(customer: number, page: PageQuery, base: string): Promise<Page<ViewDto>> {
    const rows = this.database
      .sql<Tables>()
      .selectFrom('product_views')
      .innerJoin('products as shown', 'shown.id', 'product_views.product_id')
      .where('shown.published', '=', true)
      .where('product_views.customer_id', '=', customer)
      .select((view) => [
        jsonObjectFrom(
          view
            .selectFrom('products')
            .whereRef('products.id', '=', 'product_views.product_id')
            .select((product) => listColumns(product as never, { currency: this.currency, base })),
        ).as('product'),
        iso('product_views.viewed_at').as('viewed'),
      ])
      .orderBy('product_views.viewed_at', 'desc')
      .orderBy('product_views.product_id', 'desc');
    return (await pageOf(rows, page)) as Page<ViewDto>;
  }

  async settings(customer: number): Promise<HistorySettingsDto> {
    const settings = await this.database
      .sql<Tables>()
      .selectFrom('history_settings')
      .select('record_views')
      .where('customer_id', '=', customer)
      .executeTakeFirst();
    return settings ?? { record_views: true };
  }

  /** Each product once, the one bought last first. */
  async purchases(customer: number, page: PageQuery, base: string): Promise<Page<PurchaseDto>> {
    const bought = this.database
      .sql<Tables>()
      .selectFrom('order_lines')
      .innerJoin('orders', 'orders.id', 'order_lines.order_id')
      .where('orders.customer_id', '=', customer)
      .where('orders.status', '<>', 'canceled')
      .where(kept, '>', 0)
      .groupBy('order_lines.product_uuid')
      .select(({ fn }) => [
        'order_lines.product_uuid',
        fn.max('order_lines.id').as('last_line'),
        fn.max('orders.created_at').as('last_bought_at'),
        sql<number>`count(distinct orders.id)::int`.as('times'),
        sql<number>`sum(${kept})::int`.as('quantity'),
      ])
      .as('bought');
    const rows = this.database
      .sql<Tables>()
      .selectFrom(bought)
      .select((purchase) => [
        jsonObjectFrom(
          purchase
            .selectFrom('products')
            .whereRef('products.uuid', '=', 'bought.product_uuid')
            .where('products.published', '=', true)
            .select((product) => listColumns(product as never, { currency: this.currency, base })),
        ).as('product'),
        purchase
          .selectFrom('order_lines')
          .select('name')
          .whereRef('order_lines.id', '=', 'bought.last_line')
          .as('name'),
        iso('bought.last_bought_at').as('last_bought'),
        'bought.times',
        'bought.quantity',
      ])
      .orderBy('bought.last_line', 'desc');
    return (await pageOf(rows, page)) as Page<PurchaseDto>;
  }
}
