import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { List, ListQuery } from '../common/http/paging.js';
import type { CustomerSchema } from '../customer/customer.entity.js';
import { Database } from '../database/database.js';
import { latestFirst, listOf, type Sorting } from '../database/list.js';
import { iso } from '../database/sql.js';
import { OrderQueries } from '../order/order.queries.js';
import type { OrderNoteAuthor, OrderNoteDto, OrderTagCount } from './order-note.dto.js';
import type { OrderNote, OrderNoteSchema, OrderTagSchema } from './order-note.entity.js';

type Tables = InferKyselyDB<typeof OrderNoteSchema | typeof OrderTagSchema | typeof CustomerSchema>;

@Injectable()
export class OrderNoteQueries {
  constructor(
    private readonly database: Database,
    private readonly orders: OrderQueries,
  ) {}

  /** Latest first. @throws OrderNotFound */
  async list(order: string, page: ListQuery): Promise<List<OrderNoteDto>> {
    const id = await this.orders.idOf({ uuid: order });
    const notes = notesIn(this.database.sql<Tables>()).where('order_notes.order_id', '=', id);
    return listOf(this.database, notes, latestFirst('order_notes.id'), page);
  }

  /** Within the transaction that wrote it. */
  one(em: EntityManager, { id }: OrderNote): Promise<OrderNoteDto> {
    const kysely = em.getKysely<Tables>() as Kysely<Tables>;
    return notesIn(kysely).where('order_notes.id', '=', id).executeTakeFirstOrThrow();
  }

  /** Those that most orders have first. */
  async tags(page: ListQuery): Promise<List<OrderTagCount>> {
    const counts = this.database
      .sql<Tables>()
      .selectFrom('order_tags')
      .groupBy('tag')
      .select(['tag', sql<number>`count(*)::int`.as('orders')])
      .as('counts');
    const rows = this.database.sql<Tables>().selectFrom(counts).select(['counts.tag', 'counts.orders']);
    return listOf(this.database, rows, mostOrdersFirst, page);
  }
}

const mostOrdersFirst: Sorting = {
  direction: 'desc',
  keys: [
    ['counts.orders', 'int'],
    ['counts.tag', 'name'],
  ],
};

const notesIn = (kysely: Kysely<Tables>) =>
  kysely
    .selectFrom('order_notes')
    .leftJoin('customers', 'customers.id', 'order_notes.staff_id')
    .select([
      'order_notes.uuid as note_uuid',
      sql<OrderNoteAuthor | null>`case when customers.id is not null
        then json_build_object('uuid', customers.uuid, 'username', customers.username) end`.as('author'),
      'order_notes.text',
      iso('order_notes.created_at').as('created'),
    ]);
