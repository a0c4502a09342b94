import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { Database } from '../database/database.js';
import type { StockAdjustment, StockCount, StockLevel } from './stock.dto.js';
import { adjustStock, setStock } from './stock.js';

@Injectable()
export class StockService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** @throws ProductNotFound */
  set(me: Caller, product: string, { stock, reason }: StockCount): Promise<StockLevel> {
    return this.database.transaction(async (em) => {
      const level = await setStock(em, product, { stock, reason, actor: me.username });
      this.audit.record(em, me, 'stock.set', `product/${product}`, { ...level, reason });
      return level;
    });
  }

  /** @throws ProductNotFound, NotEnoughStock */
  adjust(me: Caller, product: string, { by, reason }: StockAdjustment): Promise<StockLevel> {
    return this.database.transaction(async (em) => {
      const level = await adjustStock(em, product, { by, reason, actor: me.username });
      this.audit.record(em, me, 'stock.adjust', `product/${product}`, { ...level, reason });
      return level;
    });
  }
}
