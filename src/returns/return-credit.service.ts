import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { prorate } from '../common/money/allocate.js';
import { decimal } from '../common/money/money.js';
import { sumOf } from '../common/money/tax.js';
import { Credit, type CreditedUnits, type CreditParts } from '../order/credit.entity.js';
import { type Order, OrderLine } from '../order/order.entity.js';
import { RefundTooLarge } from '../payment/payment.errors.js';
import { RefundService } from '../payment/refund.service.js';
import { ShippingMethodService } from '../shipping/shipping-method.service.js';
import type { Return, ReturnLine } from './return.entity.js';

/** What a customer gets back for a return. */
@Injectable()
export class ReturnCreditService {
  constructor(
    private readonly refunds: RefundService,
    private readonly methods: ShippingMethodService,
  ) {}

  /**
   * Credits what was paid for the units that came back. With the last of them the customer has withdrawn from the whole order
   * and gets the outward shipping back, but not what a dearer method cost more than the cheapest delivery (Directive 2011/83/EU, art. 13).
   * Staff may decide on another amount: less is for the same units, more is for the shipping first, and then goodwill.
   *
   * @param amount minor units @returns minor units @throws RefundTooLarge, CreditTooLarge
   */
  async credit(em: EntityManager, order: Order, returnRequest: Return, amount?: number): Promise<number> {
    const lines = await OrderLine.forOrder(em, order);
    const arrived = await returnRequest.lines.loadItems({ populate: ['order_line'] });
    const left = order.leftOf(lines);
    const units = arrived.map(({ order_line, received }) => {
      const line = order_line.unwrap();
      // Units that were refunded before are credited already.
      const owed = Math.min(received ?? 0, line.owedUnits);
      return { line, quantity: owed, worth: line.worthOf(owed, left.get(line) ?? 0) };
    });
    const parts =
      amount === undefined
        ? { units: toUnits(units), shipping: isWithdrawn(lines, arrived) ? await this.outwardShipping(em, order) : 0 }
        : partsWorth(amount, units, order.shippingLeft);
    if (parts.amount) parts.base = await this.refunds.collectedBase(em, order);
    const refundable = await this.refunds.refundableAmount(em, order);
    if (amount !== undefined && amount > refundable)
      throw new RefundTooLarge({ left: decimal(refundable, order.currency) });
    const credit = Credit.create(em, order, lines, 'return', `return of order ${order.number}`, parts);
    await em.flush();
    await this.refunds.settleCredit(em, order, credit);
    return credit.amount;
  }

  private async outwardShipping(em: EntityManager, order: Order): Promise<number> {
    if (order.shippingLeft === 0) return 0;
    const standard = await this.methods.cheapestDelivery(em, order.shipping_address?.country, order.subtotal);
    return Math.min(order.shippingLeft, standard ?? order.shippingLeft);
  }
}

type ReturnedUnits = CreditedUnits & { worth: number };

const toUnits = (units: ReturnedUnits[]): CreditedUnits[] => units.map(({ line, quantity }) => ({ line, quantity }));

/** Whether with these everything that was delivered has come back for good, and nothing else is on its way. */
function isWithdrawn(lines: OrderLine[], arrived: ReturnLine[]): boolean {
  const receivedOf = (line: OrderLine) =>
    sumOf(arrived.map(({ order_line, received }) => (order_line.unwrap() === line ? (received ?? 0) : 0)));
  return lines.every(
    (line) =>
      line.open === 0 &&
      line.shipped === line.delivered + line.undelivered &&
      line.returns_refunded + receivedOf(line) === line.delivered,
  );
}

function partsWorth(amount: number, units: ReturnedUnits[], shippingLeft: number): CreditParts {
  const worths = units.map(({ worth }) => worth);
  const more = amount - sumOf(worths);
  if (more >= 0) {
    const shipping = Math.min(more, shippingLeft);
    return { units: toUnits(units), shipping, amount: more - shipping };
  }
  const amounts = prorate(amount, worths);
  return { units: units.map(({ line, quantity }, at) => ({ line, quantity, amount: amounts[at] ?? 0 })) };
}
