import { LockMode } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { decimal } from '../common/money/money.js';
import { Database } from '../database/database.js';
import { Order } from '../order/order.entity.js';
import { PaymentAdminQueries } from './payment.admin.queries.js';
import type { AdminRefund } from './payment.dto.js';
import { PaymentNotFound } from './payment.errors.js';
import { Refund } from './refund.entity.js';
import { RefundExecutor } from './refund-executor.js';

/** Lets staff try a refund again that has failed. */
@Injectable()
export class RefundRetryService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly executor: RefundExecutor,
    private readonly queries: PaymentAdminQueries,
  ) {}

  /** @throws PaymentNotFound, RefundNotFailed, RefundTooLarge */
  async retry(actor: Caller, uuid: string): Promise<AdminRefund> {
    await this.database.transaction(async (em) => {
      const known = await em.findOne(Refund, { uuid }, { populate: ['payment'] });
      if (!known) throw new PaymentNotFound();
      const payment = known.payment.unwrap();
      const order = await em.findOneOrFail(Order, payment.order.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
      // As it is after the wait for the order.
      const refund = await em.refreshOrFail(known);
      const before = stateOf(refund);
      await this.executor.retry(em, payment, refund);
      this.audit.record(
        em,
        actor,
        'refund.retry',
        { kind: 'order', uuid: order.uuid, label: order.number },
        {
          from: before,
          to: stateOf(refund),
          refund: uuid,
          amount: decimal(refund.amount, payment.currency),
        },
      );
    });
    return this.queries.refund(uuid);
  }
}

const stateOf = ({ status, attempt, failure = null }: Refund) => ({ status, attempt, failure });
