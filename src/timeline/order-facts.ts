import { mailLeaseSeconds } from '../mail/mail.entity.js';
import type { TimelineKind } from './timeline.dto.js';

/** SQL expressions; what is left out is null. */
interface FactColumns {
  uuid?: string;
  number?: string;
  name?: string;
  amount?: string;
  status?: string;
  reason?: string;
}

/** SQL, one event for each row of a source whose moment is set. @param rank of two at the same moment, the greater comes later */
const factSql = (
  rank: number,
  kind: TimelineKind | { sql: string },
  at: string,
  source: string,
  { uuid, number, name, amount, status, reason }: FactColumns,
): string => `
  select ${at} as at, ${rank} as rank, 0::bigint as entry, ${typeof kind === 'string' ? `'${kind}'` : kind.sql} as kind,
    ${uuid ?? 'null'}::uuid as uuid, ${number ?? 'null'}::text as number, ${name ?? 'null'}::text as name,
    ${amount ?? 'null'}::bigint as amount, the_order.currency, ${status ?? 'null'}::text as status,
    ${reason ?? 'null'}::text as reason, null::uuid as actor, null::text as username, null::text as action, null::jsonb as changes
  from ${source} where ${at} is not null`;

const ofOrder = (table: string) => `${table} join the_order on ${table}.order_id = the_order.id`;
const ofPayment = (table: string) => `${table} join payments on payments.id = payment_id
  join the_order on payments.order_id = the_order.id`;

const parcel = { uuid: 'shipments.uuid', number: 'tracking_number', name: 'carrier' };
const returned = { uuid: 'returns.uuid', status: 'returns.status' };
const refund = { uuid: 'refunds.uuid', name: 'source', amount: 'refunds.amount', status: 'refunds.status' };
const dispute = {
  uuid: 'disputes.uuid',
  amount: 'disputes.amount',
  status: 'disputes.status',
  reason: 'disputes.reason',
};
/** While their content is stored. */
const mails = `mails join the_order on mails.data ->> 'number' = the_order.number`;
const mail = { uuid: 'mails.uuid', name: 'mails.kind', status: 'mails.status', reason: 'last_error' };
const payment = { uuid: 'payments.uuid', name: 'provider', amount: 'payments.amount', reason: 'payments.reason' };
const placed = { uuid: 'the_order.uuid', number: 'the_order.number', amount: 'total' };

const facts: [TimelineKind | { sql: string }, at: string, source: string, FactColumns][] = [
  ['placed', 'the_order.created_at', 'the_order', { ...placed, name: 'the_order.payment' }],
  [
    'payment_declined',
    `case payments.status when 'declined' then payments.updated_at end`,
    ofOrder('payments'),
    payment,
  ],
  ['paid', 'paid_at', 'the_order', placed],
  [
    { sql: `case invoices.kind when 'invoice' then 'invoice_issued' else 'credit_note_issued' end` },
    'issued_at',
    ofOrder('invoices'),
    { uuid: 'invoices.uuid', number: 'invoices.number', amount: 'gross' },
  ],
  ['parcel_shipped', 'shipments.shipped_at', ofOrder('shipments'), parcel],
  ['parcel_delivered', 'delivered_at', ofOrder('shipments'), parcel],
  ['parcel_lost', 'lost_at', ofOrder('shipments'), { ...parcel, status: 'resolution', reason: 'reason' }],
  ['parcel_returned', 'returned_at', ofOrder('shipments'), { ...parcel, status: 'cause', reason: 'reason' }],
  ['return_requested', 'returns.created_at', ofOrder('returns'), { ...returned, reason: 'reason' }],
  [
    {
      sql: `case returns.status when 'refused' then 'return_refused' when 'canceled' then 'return_canceled' else 'return_accepted' end`,
    },
    'decided_at',
    ofOrder('returns'),
    { ...returned, reason: 'refusal' },
  ],
  ['return_received', 'received_at', ofOrder('returns'), returned],
  ['return_refunded', 'refunded_at', ofOrder('returns'), { ...returned, amount: 'amount' }],
  [
    'credited',
    'order_credits.created_at',
    ofOrder('order_credits'),
    { uuid: 'order_credits.uuid', amount: 'amount', status: 'kind', reason: 'reason' },
  ],
  ['refund_requested', 'refunds.created_at', ofPayment('refunds'), { ...refund, reason: 'refunds.reason' }],
  ['refund_done', 'done_at', ofPayment('refunds'), refund],
  ['refund_failed', 'failed_at', ofPayment('refunds'), { ...refund, reason: 'failure' }],
  ['dispute_opened', 'opened_at', ofPayment('disputes'), dispute],
  ['dispute_closed', 'closed_at', ofPayment('disputes'), dispute],
  // A canceled order never changes again.
  ['canceled', `case status when 'canceled' then updated_at end`, 'the_order', { ...placed, amount: 'null' }],
  ['mail_queued', 'mails.created_at', mails, mail],
  ['mail_sent', 'sent_at', mails, mail],
  // When a worker claimed it for the last time.
  [
    'mail_failed',
    `case mails.status when 'failed' then next_attempt_at - interval '${mailLeaseSeconds} seconds' end`,
    mails,
    mail,
  ],
];

/** SQL, what happened to `the_order`. */
export const orderEvents = facts
  .map(([kind, at, source, columns], rank) => factSql(rank, kind, at, source, columns))
  .join(' union all ');

/** SQL, that the orders in `the_order` were placed. */
export const placedOrders = factSql(0, 'placed', 'the_order.created_at', 'the_order', {
  ...placed,
  name: 'the_order.payment',
});
