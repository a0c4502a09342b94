import type { Delivery } from '../customer/customer.queries.js';
import type { Billing } from '../pricing/billing.js';
import type { OrderTotals } from '../pricing/pricing.service.js';
import type { AllocatedProduct } from '../stock/stock.service.js';
import type { PaymentMethod } from './order.entity.js';

export interface NewOrder extends Delivery {
  /** The one its units were allocated for. */
  uuid: string;
  /** Its id. */
  customer: number;
  payment: PaymentMethod;
  billing: Billing | null;
  currency: string;
  lines: NewOrderLine[];
  totals: OrderTotals;
  created_at: Date;
  /** When its payment window closes; null for cash, and where there is nothing to pay. */
  payment_due_at: Date | null;
}

export interface NewOrderLine {
  product: AllocatedProduct;
  quantity: number;
}
