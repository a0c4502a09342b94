import { ApiProperty } from '@nestjs/swagger';
import { type AuditAction, auditActions } from '../audit/audit-actions.js';
import { resolutions, returnCauses } from '../fulfilment/shipment-status.js';
import { mailStatuses } from '../mail/mail.entity.js';
import { creditKinds } from '../order/credit.entity.js';
import { refundStatuses } from '../payment/refund.entity.js';
import { disputeStatuses } from '../payment-provider/payment-provider.js';
import { returnStatuses } from '../returns/return-status.js';

export const timelineKinds = [
  'placed',
  'paid',
  'payment_declined',
  'canceled',
  'parcel_shipped',
  'parcel_delivered',
  'parcel_lost',
  'parcel_returned',
  'return_requested',
  'return_accepted',
  'return_refused',
  'return_canceled',
  'return_received',
  'return_refunded',
  'credited',
  'refund_requested',
  'refund_done',
  'refund_failed',
  'dispute_opened',
  'dispute_closed',
  'invoice_issued',
  'credit_note_issued',
  'mail_queued',
  'mail_sent',
  'mail_failed',
  'staff_action',
] as const;
export type TimelineKind = (typeof timelineKinds)[number];

const timelineStatuses = [
  ...refundStatuses,
  ...returnStatuses,
  ...disputeStatuses,
  ...mailStatuses,
  ...creditKinds,
  ...returnCauses,
  ...resolutions,
] as const;
type TimelineStatus = (typeof timelineStatuses)[number];

export class TimelineActor {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1a01" */
  uuid: string;
  /** As it was then; null once that account is erased. @example "leia" */
  username: string | null;
}

export class TimelineEvent {
  /** @example "2026-11-21T08:00:00.000Z" */
  at: string;
  /**
   * What happened; `staff_action` is an entry of the audit trail. `placed` and `paid` are about the order, `credited` about
   * what is no longer owed, the others about what they name.
   *
   * @example "refund_requested"
   */
  kind: TimelineKind;
  /** Only of a `staff_action`. */
  actor: TimelineActor | null;
  /** Of the order, payment, parcel, return, credit, refund, dispute, document or mail. @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1bdd" */
  uuid: string | null;
  /** Of the order or the document; the tracking number of a parcel. @example "M100001" */
  number: string | null;
  /** Payment method of `placed`, provider of a payment, carrier of a parcel, `shop` or `provider` of a refund, kind of a mail. @example "shop" */
  name: string | null;
  /** In the currency of the order. @example "20.00" */
  amount: string | null;
  /** @example "EUR" */
  currency: string | null;
  /**
   * What the refund, the return, the dispute or the mail is now; the kind of a credit; the cause of a parcel that came back, and
   * what follows the loss of one.
   *
   * @example "done"
   */
  @ApiProperty({ enum: [...new Set(timelineStatuses)] })
  status: TimelineStatus | null;
  /** Given by the customer, staff or the provider; the error of a mail. @example "broken" */
  reason: string | null;
  /** Of a `staff_action`. */
  @ApiProperty({ enum: auditActions, enumName: 'AuditAction', example: 'order.refund' })
  action: AuditAction | null;
  /** Of a `staff_action`: `from`, `to` and what else belongs to it, as in the audit trail. */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, example: null })
  changes: object | null;
}
