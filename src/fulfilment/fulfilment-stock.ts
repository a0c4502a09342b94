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
    await this.stock.release(em, units, `return of order ${order.number}`);
  }

  /** Units are promised once more, to be shipped again. @throws ProductNotAvailable, NotEnoughStock */
  async allocateAgain(em: EntityManager, order: Order, units: StockRequest[]): Promise<void> {
    await this.stock.allocate(em, units, `order ${order.number} is shipped again`);
  }

  /** Units that were received, and restocked, go back to the customer. @throws ProductNotAvailable, NotEnoughStock */
  async sendBack(em: EntityManager, order: Order, units: StockRequest[]): Promise<void> {
    await this.stock.allocate(em, units, `return of order ${order.number} was refused`);
  }
}
