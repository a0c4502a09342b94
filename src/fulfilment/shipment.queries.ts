import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { Page, PageQuery } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { iso, pageOf } from '../database/sql.js';
import type { Order, OrderLineSchema } from '../order/order.entity.js';
import { OrderQueries } from '../order/order.queries.js';
import type { ShipmentDto } from './shipment.dto.js';
import type { ShipmentLineSchema, ShipmentSchema } from './shipment.entity.js';
import type { OpenLine } from './unit-selection.js';

type Tables = InferKyselyDB<typeof ShipmentSchema | typeof ShipmentLineSchema | typeof OrderLineSchema>;

@Injectable()
export class ShipmentQueries {
  constructor(
    private readonly database: Database,
    private readonly orders: OrderQueries,
  ) {}

  /** As the transaction of `em` sees it. */
  one(em: EntityManager, { uuid }: { uuid: string }): Promise<ShipmentDto> {
    const shipments = (em.getKysely<Tables>() as Kysely<Tables>).selectFrom('shipments');
    return shipments.where('uuid', '=', uuid).select(columns).executeTakeFirstOrThrow();
  }

  /** Units ordered and not shipped yet; the order must be locked. */
  async shippableLines(em: EntityManager, { id }: Order): Promise<OpenLine[]> {
    const { rows } = await sql<OpenLine>`
      select id, product_id, uuid, name, (quantity - coalesce((
        select sum(shipment_lines.quantity) from shipment_lines where order_line_id = order_lines.id
      ), 0))::int as open
      from order_lines where order_id = ${id} order by id
    `.execute(em.getKysely());
    return rows;
  }

  /** When the last shipment of each order was delivered, by the order's id. */
  async deliveredAt(orders: number[]): Promise<Map<number, string | null>> {
    if (orders.length === 0) return new Map();
    const { rows } = await sql<{ order_id: number; delivered: string | null }>`
      select order_id, ${iso('last')} as delivered
      from (select order_id, max(delivered_at) as last from shipments where order_id = any(${orders}) group by 1) deliveries
    `.execute(this.database.sql());
    return new Map(rows.map(({ order_id, delivered }) => [order_id, delivered]));
  }

  /** Oldest first. @throws OrderNotFound */
  async list(order: string, page: PageQuery): Promise<Page<ShipmentDto>> {
    const shipments = this.database
      .sql<Tables>()
      .selectFrom('shipments')
      .where('order_id', '=', await this.orders.idOf({ uuid: order }));
    return pageOf(shipments.select(columns).orderBy('id'), page);
  }
}

const columns = (shipment: ExpressionBuilder<Tables, 'shipments'>) =>
  [
    'shipments.uuid as shipment_uuid',
    'carrier',
    'tracking_number',
    'tracking_url',
    iso('shipped_at').as('date_shipped'),
    iso<string | null>('delivered_at').as('date_delivered'),
    jsonArrayFrom(linesOf(shipment)).as('lines'),
  ] as const;

const linesOf = (shipment: ExpressionBuilder<Tables, 'shipments'>) =>
  shipment
    .selectFrom('shipment_lines')
    .innerJoin('order_lines', 'order_lines.id', 'order_line_id')
    .whereRef('shipment_id', '=', 'shipments.id')
    .orderBy('shipment_lines.id')
    .select(['order_lines.uuid as order_product_uuid', 'order_lines.name', 'shipment_lines.quantity']);
