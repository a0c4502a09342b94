import { Injectable } from '@nestjs/common';
import { BucketQueries } from '../../bucket/bucket.queries.js';
import { decimal } from '../../common/money/money.js';
import { ShipmentQueries } from '../../fulfilment/shipment.queries.js';
import { OrderQueries } from '../../order/order.queries.js';
import { cartId } from './to-dto.js';
import type { StoreOrder } from './web-store.dto.js';

const maxOrders = 100;

@Injectable()
export class OrderHistoryService {
  constructor(
    private readonly orders: OrderQueries,
    private readonly shipments: ShipmentQueries,
    private readonly buckets: BucketQueries,
  ) {}

  /** The latest orders, oldest first, and the open cart after them. */
  async list(customer: number): Promise<StoreOrder[]> {
    const [placed, cart] = await Promise.all([this.placed(customer), this.cart(customer)]);
    return [...placed, ...cart];
  }

  private async placed(customer: number): Promise<StoreOrder[]> {
    const orders = await this.orders.history(customer, maxOrders);
    const delivered = orders.filter(({ status }) => status === 'delivered').map(({ id }) => id);
    const deliveredAt = await this.shipments.deliveredAt(delivered);
    return orders.toReversed().map(({ id, currency, created, lines }) => ({
      id,
      is_ordered: true,
      time_created: created,
      time_checkout: created,
      time_delivery: deliveredAt.get(id) ?? null,
      products: lines.map(({ product_id, price, quantity, name }) => ({
        order_id: id,
        product_id,
        price: decimal(price, currency),
        quantity,
        product: name,
      })),
    }));
  }

  private async cart(customer: number): Promise<StoreOrder[]> {
    const lines = await this.buckets.lineDetails(customer);
    const [first] = lines;
    if (!first) return [];
    const id = cartId(first.bucket_id);
    const products = lines.map(({ product_id, price, quantity, name }) => ({
      order_id: id,
      product_id,
      price: decimal(price),
      quantity,
      product: name,
    }));
    const times = { time_created: first.created, time_checkout: null, time_delivery: null };
    return [{ id, is_ordered: false, ...times, products }];
  }
}
