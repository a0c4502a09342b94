import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Order } from '../order/order.entity.js';
import { type StockRequest, StockService } from '../stock/stock.service.js';

/** Moves the stock of units that come back, and of those that leave once more. The order must be locked. */
@Injectable()
export class FulfilmentStock {
  constructor(private readonly stock: StockService) {}

  /** Units that come back go on sale again. */
  async restock(em: EntityManager, order: Order, units: StockRequest[]): Promise<void> {
    await this.stock.restock(em, units, { reason: `return of order ${order.number}`, order: order.id });
  }

  /** Units are promised once more, to be shipped again. @throws ProductNotAvailable, NotEnoughStock */
  async allocateAgain(em: EntityManager, order: Order, units: StockRequest[]): Promise<void> {
    await this.stock.allocate(em, units, { reason: `order ${order.number} is shipped again`, order: order.id });
  }

  /** Units that were received, and restocked, go back to the customer. @throws ProductNotAvailable, NotEnoughStock */
  async sendBack(em: EntityManager, order: Order, units: StockRequest[]): Promise<void> {
    const source = { reason: `return of order ${order.number} was refused`, order: order.id };
    await this.stock.allocate(em, units, source);
    await this.stock.consume(em, units, source);
  }
}
