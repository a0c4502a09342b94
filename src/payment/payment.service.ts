import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import type { Caller } from '../common/http/access.js';
import { StillRunning } from '../common/http/request.errors.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { InvoiceService } from '../invoice/invoice.service.js';
import { Order } from '../order/order.entity.js';
import { PaymentProviders } from '../payment-provider/payment-providers.js';
import type { Charge } from '../payment-provider/payment-provider.js';
import { PaymentReconciler, zeroTotalOutcome } from './payment-reconciler.js';
import type { PaymentDto, PaymentInput } from './payment.dto.js';
import { Payment } from './payment.entity.js';
import { CardNumberRefused, OrderNotPayable, TooManyPayments } from './payment.errors.js';
import { PaymentQueries } from './payment.queries.js';

/** Shorter than the age at which a sweep reconciles a payment: whoever charges it has given up by then. */
const authorizeTimeoutMs = 10_000;
/** A provider that says nothing is not waited for any longer by the customer, who is told `started`; the charge goes on. */
const answerMs = 5_000;
/** Per order: stolen cards cannot be tried one after the other. */
const maxAttempts = 20;

/** A payment that was written, and is now charged. */
type Started = Pick<Charge, 'amount' | 'currency' | 'description'> & { payment: string; provider: string };

/** Takes payments for orders. The provider is called between two transactions, never inside one. */
@Injectable()
export class PaymentService {
  private readonly log = new Logger('Payment');

  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly invoices: InvoiceService,
    private readonly providers: PaymentProviders,
    private readonly reconciler: PaymentReconciler,
    private readonly queries: PaymentQueries,
  ) {}

  /** @throws SellerNotConfigured, ExchangeRateMissing, OrderNotFound, OrderNotPayable, PaymentRunning, PaymentMethodUnavailable, CardNumberRefused, TooManyPayments, AmountNotMovable, StillRunning, IdempotencyKeyReused */
  async pay(
    me: Caller,
    order: string,
    input: PaymentInput,
    base: string,
    key?: string,
  ): Promise<IdempotentResult<PaymentDto>> {
    if (looksLikeCardNumber(input.token)) throw new CardNumberRefused();
    this.invoices.assertInvoicingConfigured();
    await this.invoices.assertRateKnown();
    const request = { customer: me.id, key, route: `POST /api/orders/${order}/payments`, body: input };
    const { answer: started, replayed } = await this.idempotency.transaction(request, (em) =>
      this.start(em, me, order),
    );
    if (!replayed) await within(answerMs, this.charge(started, input), () => undefined);
    const payment = await this.queries.one(started.payment, base);
    // The first request with this key is still waiting for the provider.
    if (replayed && payment.status === 'started') throw new StillRunning(null, 1);
    return { answer: payment, replayed };
  }

  private async start(em: EntityManager, me: Caller, uuid: string): Promise<Started> {
    const order = await Order.lock(em, { uuid, customer: me.id });
    if (!order.waitsForPayment) throw new OrderNotPayable({ status: order.status, payment: order.payment });
    const attempts = await Payment.forOrder(em, order);
    if (attempts.length >= maxAttempts) throw new TooManyPayments({ most: maxAttempts });
    const provider = this.providers.forMethod(order.payment);
    provider.assertMovable?.(order.total, order.currency);
    // A customer who did not come back from the bank's page may pay another way. Flushed first: an order has one open payment.
    for (const attempt of attempts)
      if (attempt.status === 'action_required') await this.reconciler.abandon(em, attempt);
    const payment = Payment.create(em, order, provider.name);
    await em.flush();
    const { amount, currency } = payment;
    return { payment: payment.uuid, provider: provider.name, amount, currency, description: order.number };
  }

  private async charge({ payment: key, provider, ...charge }: Started, input: PaymentInput): Promise<void> {
    const { token, return_url = null } = input;
    try {
      const outcome =
        charge.amount === 0
          ? zeroTotalOutcome
          : await within(
              authorizeTimeoutMs,
              this.providers.byName(provider).authorize({ ...charge, key, token, return_url }),
              () => {
                throw new Error('the payment provider did not answer in time');
              },
            );
      await this.reconciler.apply(key, outcome);
    } catch (error) {
      // What has happened at the provider is unknown: the reconciler asks.
      this.log.warn({ payment: key, unreconciled: (error as Error).message });
    }
  }
}

/** What comes of the work, or of `late` once it has taken so long; it goes on then. */
async function within<Result>(ms: number, work: Promise<Result>, late: () => Result): Promise<Result> {
  const timer = new AbortController();
  const timeout = wait(ms, undefined, { signal: timer.signal, ref: false }).then(late);
  return Promise.race([work, timeout]).finally(() => timer.abort());
}

/** 12 to 19 digits in a row, with or without separators (ISO/IEC 7812). */
const looksLikeCardNumber = (token: string): boolean => /(?:\d[ -]?){12,19}/.test(token) && !token.startsWith('tok_');
