import { OrderDto } from '../order/order.dto.js';
import { SalesFigures } from './sales.dto.js';

export class Todo {
  /** @example 3 */
  count: number;
  /** The list that the number counts, with its query; null where there is none. @example "/api/admin/refunds?status=failed" */
  href: string | null;
}

/** What waits for staff. Each number is counted at the moment of the request unless it says something else. */
export class Todos {
  /** Orders with units to be sent: `paid` and `processing` ones, and `new` ones that are paid in cash. */
  orders_to_ship: Todo;
  /** Refunds that the provider refused. */
  refunds_failed: Todo;
  /** Refunds that are on their way to the provider. */
  refunds_pending: Todo;
  /** Returns to accept or refuse. */
  returns_requested: Todo;
  /** Returns that have arrived and are to be refunded or refused. */
  returns_received: Todo;
  /** Published products of which no unit is available. */
  products_out_of_stock: Todo;
  /** Published products of which 1 to 5 units are available. */
  products_low_in_stock: Todo;
  /** Tickets that nobody has answered yet. */
  tickets_open: Todo;
  /** Tickets whose customer has written again. */
  tickets_waiting_staff: Todo;
  /** Mails that are not tried again until staff retry them. */
  mails_failed: Todo;
  /** Background jobs of the last days that failed for good, as counted some seconds ago. */
  jobs_failed: Todo;
  /** Disputes that need a response to the provider. */
  disputes_to_answer: Todo;
}

export class TodaySales {
  today: SalesFigures;
  /** Yesterday's until as long after its midnight, to the minute. */
  yesterday_until_now: SalesFigures;
  /** The whole of yesterday. */
  yesterday: SalesFigures;
}

export class TodayDto {
  /** The day in the shop's time zone. @example "2026-11-27" */
  day: string;
  todo: Todos;
  /** Sales in the shop's currency, as in `/api/admin/analytics/sales`. */
  sales: TodaySales;
  /** @example "EUR" */
  currency: string;
  /** The ten latest orders of all customers. */
  latest_orders: OrderDto[];
}
