import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { dayOf, daysAfter, startOfDay } from '../config/calendar.js';
import { shopCurrency } from '../config/currency.js';
import { Database } from '../database/database.js';
import { failedJobsSql } from '../jobs/jobs.js';
import { toShip } from '../order/order-constraints.js';
import { OrderQueries } from '../order/order.queries.js';
import { SalesQueries } from './sales.queries.js';
import { lowStock } from './work-list.dto.js';
import type { TodayDto, TodaySales, Todos } from './today.dto.js';

const latestOrders = 10;
const minuteMs = 60_000;

/** The lists behind the numbers. */
const lists: Record<keyof Todos, string | null> = {
  orders_to_ship: '/api/admin/analytics/orders-to-ship',
  refunds_failed: '/api/admin/refunds?status=failed',
  refunds_pending: '/api/admin/refunds?status=pending',
  returns_requested: '/api/admin/returns?status=requested',
  returns_received: '/api/admin/returns?status=received',
  products_out_of_stock: '/api/admin/analytics/stock?level=out',
  products_low_in_stock: '/api/admin/analytics/stock?level=low',
  tickets_open: '/api/admin/support/tickets?status=open',
  tickets_waiting_staff: '/api/admin/support/tickets?status=waiting_staff',
  mails_failed: '/api/admin/mails?status=failed',
  jobs_failed: '/api/admin/jobs?state=failed',
  disputes_to_answer: '/api/admin/disputes?status=needs_response',
};

/** Three statements, each by an index but for the count of products, which an index would make slower to sell. */
@Injectable()
export class TodayQueries {
  constructor(
    private readonly database: Database,
    private readonly sales: SalesQueries,
    private readonly orders: OrderQueries,
  ) {}

  async today(): Promise<TodayDto> {
    const now = new Date();
    const [todo, sales, latest_orders] = await Promise.all([
      this.todos(),
      this.salesUntil(now),
      this.orders.latest(latestOrders),
    ]);
    return { day: dayOf(now), todo, sales, currency: shopCurrency(), latest_orders };
  }

  async todos(): Promise<Todos> {
    const waiting = (table: string, condition: string) =>
      sql`(select count(*) from ${sql.table(table)} where ${sql.raw(condition)})`;
    const { rows } = await sql<Record<keyof Todos, number>>`
      select ${waiting('orders', toShip)} as orders_to_ship,
        ${waiting('refunds', `status = 'failed'`)} as refunds_failed,
        ${waiting('refunds', `status = 'pending'`)} as refunds_pending,
        ${waiting('returns', `status = 'requested'`)} as returns_requested,
        ${waiting('returns', `status = 'received'`)} as returns_received,
        count(*) filter (where stock = 0) as products_out_of_stock,
        count(*) filter (where stock between 1 and ${lowStock}) as products_low_in_stock,
        ${waiting('tickets', `status = 'open'`)} as tickets_open,
        ${waiting('tickets', `status = 'waiting_staff'`)} as tickets_waiting_staff,
        ${waiting('mails', `status = 'failed'`)} as mails_failed,
        (${sql.raw(failedJobsSql)}) as jobs_failed,
        ${waiting('disputes', `status = 'needs_response'`)} as disputes_to_answer
      from products where published
    `.execute(this.database.sql());
    const counts = Object.entries(lists).map(([name, href]) => {
      return [name, { count: rows[0]?.[name as keyof Todos] ?? 0, href }];
    });
    return Object.fromEntries(counts) as unknown as Todos;
  }

  private async salesUntil(now: Date): Promise<TodaySales> {
    const day = dayOf(now);
    const [yesterday, today, tomorrow] = [-1, 0, 1].map((days) => startOfDay(daysAfter(day, days))) as [
      Date,
      Date,
      Date,
    ];
    const passed = now.getTime() - today.getTime();
    const until = Math.min(yesterday.getTime() + Math.floor(passed / minuteMs) * minuteMs, today.getTime());
    const [early, whole, current] = await this.sales.figures(
      [
        [yesterday, new Date(until)],
        [yesterday, today],
        [today, tomorrow],
      ],
      shopCurrency(),
    );
    return { today: current, yesterday_until_now: early, yesterday: whole } as TodaySales;
  }
}
