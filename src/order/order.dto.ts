import { IsIn } from 'class-validator';
import { IsTotal } from '../common/money/is-amount.js';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { EmailAddress, Uuid } from '../common/text/canonical.js';
import { PageQuery } from '../common/http/paging.js';
import { PostalAddressDto } from '../customer/address.dto.js';
import { BillingDto, BillingInput } from '../pricing/billing.dto.js';
import { TaxSubtotalDto } from '../pricing/quote.dto.js';
import { type PaymentMethod, paymentMethods } from './order.entity.js';
import type { ShippingKind } from '../shipping/shipping-method.entity.js';
import { type OrderStatus, orderStatuses, manualStatuses } from './order-status.js';

export class OrderInput extends BillingInput {
  /** `cash` is paid on delivery. An order with another method is canceled when it is not paid in time. */
  @IsIn(paymentMethods)
  payment: PaymentMethod;

  /** Uuid from `/api/shipping-methods`. Default: the shop's default method, or 1054 where it has none. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b88" */
  @IsOptionalNotNull()
  @Uuid()
  shipping_method?: string;

  /** Address for order mails. Default: your own; a guest must give one. @example "max.mustermann@email.com" */
  @IsOptionalNotNull()
  @EmailAddress()
  email?: string;

  /** Total shown to the customer. If it has changed, no order is placed (1053). @example "6000.00" */
  @IsOptionalNotNull()
  @IsTotal()
  expected_total?: string;
}

export class OrderQuery extends PageQuery {
  /** Only orders of this status. */
  @IsOptionalNotNull()
  @IsIn(orderStatuses)
  status?: OrderStatus;
}

export class OrderDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66" */
  order_uuid: string;
  /** Order number for people. @example "M100001" */
  number: string;
  status: OrderStatus;
  /** @example "2026-11-21T08:00:00.000Z" */
  date_created: string;
  /** @example null */
  date_paid: string | null;
  /** Total, tax included. @example "6000.00" */
  sum: string;
  payment: PaymentMethod;
  /** @example "8b2de2bf-b04a-4674-bf92-f0e4c727720b" */
  customer: string;
}

export class OrderProduct {
  /** Uuid of the line. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b77" */
  order_product_uuid: string;
  /** Units ordered. @example 2 */
  quantity: number;
  /** Units that will not be shipped. @example 0 */
  canceled: number;
  /** Units shipped. Units that are sent again count again when their new parcel leaves. @example 2 */
  shipped: number;
  /** Of those shipped: units that arrived. @example 1 */
  delivered: number;
  /** Of those shipped: units that were lost or came back unopened. @example 0 */
  undelivered: number;
  /** Of those delivered: units that were sent back. @example 0 */
  returned: number;
  /** Unit price at the time of the order. @example "3000.00" */
  value: string;
  /** @example "561f3505-018f-4352-bcda-c6d00092eea1" */
  product: string;
  /** Name at the time of the order. @example "Banana" */
  name: string;
}

export const paymentStates = [
  'unpaid',
  'action_required',
  'processing',
  'failed',
  'paid',
  'partly_refunded',
  'refunded',
] as const;
export type PaymentState = (typeof paymentStates)[number];

export class OrderParcel {
  /** @example "DHL" */
  carrier: string;
  /** @example "00340434161094042557" */
  tracking_number: string | null;
  /** The carrier's tracking page. @example "https://carrier.example/00340434161094042557" */
  tracking_url: string | null;
}

export class OrderDetail extends OrderDto {
  products: OrderProduct[];
  /** Address for order mails. @example "max.mustermann@email.com" */
  email: string | null;
  shipping_address: PostalAddressDto | null;
  /** What the order says of the buyer beyond that. */
  billing: BillingDto | null;
  /** Name of the shipping method. @example "Parcel" */
  shipping_method: string | null;
  /** Null where the shop had no shipping methods. @example "delivery" */
  shipping_kind: ShippingKind | null;
  /** Sum of the lines. @example "6000.00" */
  subtotal: string;
  /** @example "0.00" */
  discount: string;
  /** @example "0.00" */
  shipping: string;
  /** Tax within the sum. @example "957.98" */
  tax: string;
  /** @example "EUR" */
  currency: string;
  /** Code of the coupon. @example null */
  coupon: string | null;
  /** The tax by rate; the sums of `gross` are the `sum`. */
  taxes: TaxSubtotalDto[];
  /** Of the buyer: the one of `billing`, else the shipping address. */
  billing_address: PostalAddressDto | null;
  /**
   * `action_required`: the customer must confirm the payment. `processing`: its outcome is not known yet. `failed`: the last attempt was
   * declined or given up; while the status is `new`, it can be paid again. Cash is `unpaid` until it is collected. @example "paid"
   */
  payment_state: PaymentState;
  /** When the order is canceled unless it is paid; null for cash, and once it does not wait for a payment. @example null */
  payment_due: string | null;
  /** What went back to the customer. @example "0.00" */
  refunded: string;
  /** Parcels that have left, oldest first. A link to share is in `/api/orders/{order_uuid}/tracking`. */
  parcels: OrderParcel[];
}

export class OrderStatusChange {
  /** The other statuses follow from payments, shipments and returns. @example "processing" */
  @IsIn(manualStatuses)
  status: (typeof manualStatuses)[number];
}
