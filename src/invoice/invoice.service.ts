import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Config } from '../config/config.js';
import type { Order } from '../order/order.entity.js';
import { type Correction, creditOf } from './credit-draft.js';
import { Invoice } from './invoice.entity.js';
import { draftOf, type Settlement } from './invoice-draft.js';
import { sellerOf } from './seller.js';

/** Issues invoices and credit notes, in the transactions of whoever moves the money. */
@Injectable()
export class InvoiceService {
  constructor(private readonly config: Config) {}

  /** Ask before money is taken, for which there must be an invoice. @throws SellerUnknown */
  ensureIssuable(): void {
    sellerOf(this.config);
  }

  of(em: EntityManager, order: Order): Promise<Invoice | null> {
    return em.findOne(Invoice, { order, kind: 'invoice' });
  }

  /** An order that has an invoice keeps it. @throws SellerUnknown */
  async issue(em: EntityManager, order: Order, paid: Settlement): Promise<Invoice> {
    await lock(em, order);
    return (
      (await this.of(em, order)) ?? Invoice.issue(em, order, await draftOf(em, order, sellerOf(this.config), paid))
    );
  }

  /** @throws Error for an order without invoice, RangeError for more than is left of it */
  async credit(em: EntityManager, order: Order, correction: Correction): Promise<Invoice> {
    await lock(em, order);
    const invoice = await this.of(em, order);
    if (!invoice) throw new Error(`order ${order.number} has no invoice that could be credited`);
    const notes = await em.find(Invoice, { corrects: invoice });
    const draft = creditOf(
      invoice.document,
      notes.map(({ document }) => document),
      correction,
    );
    return Invoice.issue(em, order, draft, invoice);
  }
}

/** Of two who issue or credit for the same order at once, the second finds what the first has done. */
async function lock(em: EntityManager, { id }: Order): Promise<void> {
  await sql`select from orders where id = ${id} for update`.execute(em.getKysely());
}
