import type { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import type { Caller } from '../common/http/access.js';
import type { IdempotentResult } from '../idempotency/idempotent.interceptor.js';
import { StillRunning } from '../common/http/request.errors.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import { Jobs } from '../jobs/jobs.js';
import { lockedOrder } from '../order/order-selector.js';
import type { PaymentDto, PaymentInput } from './payment.dto.js';
import type { Outcome } from './payment-provider.js';
import { Payment } from './payment.entity.js';
import { CardNumberRefused, OrderNotPayable, TooManyPayments } from './payment.errors.js';
import { PaymentQueries } from './payment.queries.js';
import { PaymentProviders } from './payment-providers.js';
import { free, settleJob, PaymentReconciler } from './payment-reconciler.js';

/** Seconds after which a payment whose outcome is not known is asked for at the provider. */
const settleAfter = 15;
const mostSeconds = 10;
/** Nobody tries stolen cards here one after the other. */
const mostAttempts = 20;

/** Takes money for orders. No provider is called inside a transaction: what is known before and after is written around the call. */
@Injectable()
export class PaymentService {
  private readonly log = new Logger('Payment');

  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly jobs: Jobs,
    private readonly providers: PaymentProviders,
    private readonly settlement: PaymentReconciler,
    private readonly queries: PaymentQueries,
  ) {}

  /** @throws SellerUnknown, OrderNotFound, OrderNotPayable, PaymentRunning, PaymentMethodUnavailable, CardNumberRefused, StillRunning, IdempotencyKeyReused */
  async pay(me: Caller, order: string, input: PaymentInput, key?: string): Promise<IdempotentResult<PaymentDto>> {
    if (looksLikeCard(input.token)) throw new CardNumberRefused();
    this.settlement.ensurePossible();
    const request = { customer: me.id, key, route: `POST /api/orders/${order}/payments`, body: input };
    const { answer, replayed } = await this.idempotency.transaction(request, (em) => this.start(em, me, order));
    if (!replayed) await this.authorize(answer.payment, input);
    const payment = await this.queries.one(answer.payment);
    // The first call is on its way to the provider still.
    if (replayed && payment.status === 'started') throw new StillRunning(null, 1);
    return { answer: payment, replayed };
  }

  private async start(em: EntityManager, me: Caller, uuid: string): Promise<{ payment: string }> {
    const order = await lockedOrder(em, { uuid, customer: me.id });
    if (!order.waitsForPayment) throw new OrderNotPayable({ status: order.status, payment: order.payment });
    if ((await em.count(Payment, { order })) >= mostAttempts) throw new TooManyPayments({ most: mostAttempts });
    // Whoever did not come back from the bank's page may try another way.
    await em.nativeUpdate(Payment, { order, status: 'action_required' }, { status: 'abandoned' });
    const payment = em.create(Payment, {
      order,
      provider: this.providers.for(order.payment).name,
      amount: order.total,
      currency: order.currency,
    });
    await em.flush();
    await this.jobs.enqueue(em, settleJob, { payment: payment.uuid }, settleAfter);
    return { payment: payment.uuid };
  }

  private async authorize(uuid: string, { token, return_url }: PaymentInput): Promise<void> {
    const { provider, amount, currency, number } = await this.queries.charge(uuid);
    const charge = { key: uuid, amount, currency, token, description: number, return_url: return_url ?? null };
    try {
      const outcome = amount === 0 ? free : await inTime(this.providers.named(provider).authorize(charge));
      await this.settlement.apply(uuid, outcome);
    } catch (error) {
      // Whatever has happened there, the settling job finds out.
      this.log.warn({ payment: uuid, unsettled: (error as Error).message });
    }
  }
}

/** Gives up waiting, long before the settling job asks. */
async function inTime(outcome: Promise<Outcome>): Promise<Outcome> {
  const gaveUp = new AbortController();
  const late = wait(mostSeconds * 1000, undefined, { signal: gaveUp.signal }).then(() => {
    throw new Error('the provider takes too long');
  });
  return Promise.race([outcome, late]).finally(() => gaveUp.abort());
}

/** 12 to 19 digits in a row, however they are grouped (ISO/IEC 7812). */
const looksLikeCard = (token: string): boolean => /(?:\d[ -]?){12,19}/.test(token) && !token.startsWith('tok_');
