import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { Jobs } from '../jobs/jobs.js';
import type { MockDispute, MockRefund } from './mock-charge.entity.js';
import type { Aftermath, RefundReport } from './payment-provider.js';

type RefundRow = Pick<MockRefund, 'key' | 'status' | 'from_dashboard'> & { amount: string };
type DisputeRow = Pick<MockDispute, 'key' | 'status'> & { amount: string; opened: number };

const columns = 'key, amount, status, from_dashboard';
/** The moment in milliseconds. */
const disputeColumns = 'key, amount, status, extract(epoch from created_at)::float8 * 1000 as opened';

/** Job data: `{payment: uuid}`. */
export const mockRefundFails = 'payment.mock_refund_fails';
const failsAfterSeconds = 1;

/** Values: the charge, the refund's key, the amount or null for what is left, and whether the shop has asked for it. */
const refundCharge = statement<RefundRow & { fails: boolean }>(
  'mock_refund',
  `
  with charge as (
    select key, token, coalesce($3::bigint, amount - refunded) as wanted, case
        when $4 and token = 'tok_refund_fails' then 'failed'
        when coalesce($3::bigint, amount - refunded) not between 1 and amount - refunded then 'failed'
        when token = 'tok_refund_pending' then 'pending' else 'done' end as status
    from mock_charges where key = $1 and ($4 or status = 'captured') for update
  ), refund as (
    insert into mock_refunds (key, charge, amount, status, from_dashboard)
    select $2, key, wanted, status, not $4 from charge where $4 or status <> 'failed'
    on conflict (key) do nothing returning ${columns}, charge
  ), counted as (
    update mock_charges set refunded = refunded + refund.amount from refund
    where mock_charges.key = refund.charge and refund.status <> 'failed'
  )
  select refund.*, (select token from charge) = 'tok_refund_fails_later' as fails from refund
`,
);

const refundByKey = statement<RefundRow>('mock_refund_of_key', `select ${columns} from mock_refunds where key = $1`);

/** Values: the charge, the new status, the former ones. */
const endRefund = statement<RefundRow>(
  'mock_refund_end',
  `
  with refund as (
    update mock_refunds set status = $2 where key = (
      select key from mock_refunds where charge = $1 and status = any($3) order by created_at desc limit 1 for update
    ) returning ${columns}, charge
  ), counted as (
    update mock_charges set refunded = refunded - refund.amount from refund
    where mock_charges.key = refund.charge and refund.status = 'failed'
  )
  select ${columns} from refund
`,
);

/** Values: the charge, a new key, the amount or null for all of it. */
const openDispute = statement<DisputeRow>(
  'mock_dispute',
  `
  insert into mock_disputes (key, charge, amount) select $2, key, coalesce($3::bigint, amount) from mock_charges
  where key = $1 and status = 'captured' returning ${disputeColumns}
`,
);

const closeDispute = statement<DisputeRow>(
  'mock_dispute_close',
  `update mock_disputes set status = $2 where charge = $1 and status = 'needs_response' returning ${disputeColumns}`,
);

const refundsOfCharge = statement<RefundRow>(
  'mock_refunds',
  `select ${columns} from mock_refunds where charge = $1 order by created_at`,
);

const disputesOfCharge = statement<DisputeRow>(
  'mock_disputes',
  `select ${disputeColumns} from mock_disputes where charge = $1 order by created_at`,
);

/** What happens at the mock provider after a charge, as by its staff, by banks and by their customers. */
@Injectable()
export class MockDashboard {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  /** As the shop asks for it, once per key. @param refund amount in minor units */
  async refund(charge: string, { key, amount }: { key: string; amount: number }): Promise<RefundReport> {
    const made = await this.database.query(refundCharge, [charge, key, amount, true]);
    if (made[0]?.fails)
      await this.database.transaction((em) =>
        this.jobs.enqueue(em, mockRefundFails, { payment: charge }, failsAfterSeconds),
      );
    const [refund] = made.length > 0 ? made : await this.database.query(refundByKey, [key]);
    return refund ? toReport(refund) : { reference: null, status: 'failed', failure: 'unknown_charge' };
  }

  /** @param amount minor units; null for what is left @returns whether something was refunded */
  async refundByHand(charge: string, amount: number | null): Promise<boolean> {
    return (await this.database.query(refundCharge, [charge, `by-hand-${v7()}`, amount, false])).length > 0;
  }

  /** Ends the latest refund: one that was done may still fail. */
  async endRefund(charge: string, status: 'done' | 'failed'): Promise<boolean> {
    const from = status === 'done' ? ['pending'] : ['pending', 'done'];
    return (await this.database.query(endRefund, [charge, status, from])).length > 0;
  }

  /** @param amount minor units; null for all of it */
  async dispute(charge: string, amount: number | null): Promise<boolean> {
    return (await this.database.query(openDispute, [charge, v7(), amount])).length > 0;
  }

  async closeDispute(charge: string, status: 'won' | 'lost'): Promise<boolean> {
    return (await this.database.query(closeDispute, [charge, status])).length > 0;
  }

  async aftermath(charge: string): Promise<Aftermath> {
    const refunds = await this.database.query(refundsOfCharge, [charge]);
    const disputes = await this.database.query(disputesOfCharge, [charge]);
    return {
      refunds: refunds.map((refund) => ({
        ...toReport(refund),
        key: refund.from_dashboard ? null : refund.key,
        amount: Number(refund.amount),
      })),
      disputes: disputes.map(({ key, amount, status, opened }) => ({
        reference: `mock_${key}`,
        amount: Number(amount),
        withdrawn: status === 'won' ? 0 : Number(amount),
        reason: 'fraudulent',
        status,
        evidence_due_at: new Date(opened + evidenceMs),
        opened_at: new Date(opened),
      })),
    };
  }
}

const evidenceMs = 7 * 24 * 3_600_000;

const toReport = ({ key, status }: RefundRow) => ({
  reference: `mock_${key}`,
  status,
  failure: status === 'failed' ? 'expired_or_canceled_card' : null,
});
