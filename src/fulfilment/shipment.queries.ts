import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { List, ListQuery } from '../common/http/paging.js';
import { Database } from '../database/database.js';
import { listOf, oldestFirst } from '../database/list.js';
import { iso } from '../database/sql.js';
import type { OrderLineSchema } from '../order/order.entity.js';
import { OrderQueries } from '../order/order.queries.js';
import type { ShipmentDto } from './shipment.dto.js';
import type { ShipmentLineSchema, ShipmentSchema } from './shipment.entity.js';
import type { ShipmentStatus } from './shipment-status.js';

type Tables = InferKyselyDB<typeof ShipmentSchema | typeof ShipmentLineSchema | typeof OrderLineSchema>;

/** As `Shipment.status`. */
export const statusSql = sql<ShipmentStatus>`case
  when delivered_at is not null then 'delivered' when lost_at is not null then 'lost'
  when returned_at is not null then 'returned' else 'shipped' end`;

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
  async list(order: string, page: ListQuery): Promise<List<ShipmentDto>> {
    const shipments = this.database
      .sql<Tables>()
      .selectFrom('shipments')
      .where('order_id', '=', await this.orders.idOf({ uuid: order }));
    return listOf(this.database, shipments.select(columns), oldestFirst('id'), page);
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
    iso<string | null>('lost_at').as('date_lost'),
    iso<string | null>('returned_at').as('date_returned'),
    statusSql.as('status'),
    'cause',
    'resolution',
    jsonArrayFrom(linesOf(shipment)).as('lines'),
  ] as const;

const linesOf = (shipment: ExpressionBuilder<Tables, 'shipments'>) =>
  shipment
    .selectFrom('shipment_lines')
    .innerJoin('order_lines', 'order_lines.id', 'order_line_id')
    .whereRef('shipment_id', '=', 'shipments.id')
    .orderBy('shipment_lines.id')
    .select(['order_lines.uuid as order_product_uuid', 'order_lines.name', 'shipment_lines.quantity']);
