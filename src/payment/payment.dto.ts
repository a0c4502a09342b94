import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsNotEmpty, IsString, IsUrl, MaxLength } from 'class-validator';
import { ListQuery } from '../common/http/paging.dto.js';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { IsOrderAmount } from '../common/money/is-amount.js';
import { ledgerKinds } from './ledger-entry.entity.js';
import { type DisputeStatus, disputeStatuses } from '../payment-provider/payment-provider.js';
import type { MockAnswer } from '../payment-provider/mock-bank-page.js';
import { type PaymentStatus, paymentStatuses, providerNames } from './payment.entity.js';
import { type RefundSource, refundSources, type RefundStatus, refundStatuses } from './refund.entity.js';
import { SearchText } from '../common/text/canonical.js';

export class PaymentInput {
  /** Token from the provider's form, never a card number. Stripe: `pm_…`. Mock provider: `tok_success`, `tok_declined`, `tok_insufficient_funds`, `tok_3ds`, `tok_timeout`, `tok_lost_response`, and, for what becomes of refunds, `tok_refund_fails`, `tok_refund_fails_later`, `tok_refund_pending`. @example "tok_success" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  token: string;

  /** Where the bank's confirmation page sends the customer afterwards. @example "https://shop.example/thanks" */
  @IsOptionalNotNull()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'], require_protocol: true })
  @MaxLength(2_000)
  return_url?: string;
}

/** Why a payment was declined, as far as its customer can do something about it; `declined` is every other reason. */
export const declineReasons = [
  'declined',
  'card_declined',
  'generic_decline',
  'do_not_honor',
  'insufficient_funds',
  'card_velocity_exceeded',
  'withdrawal_count_limit_exceeded',
  'amount_too_large',
  'currency_not_supported',
  'card_not_supported',
  'expired_card',
  'incorrect_number',
  'invalid_number',
  'incorrect_cvc',
  'invalid_cvc',
  'invalid_expiry_month',
  'invalid_expiry_year',
  'incorrect_zip',
  'authentication_required',
  'payment_intent_authentication_failure',
  'approve_with_id',
  'call_issuer',
  'processing_error',
  'try_again_later',
  'unknown_token',
  'resource_missing',
  'expired',
  'canceled',
  'abandoned',
] as const;
export type DeclineReason = (typeof declineReasons)[number];

class PaymentFields {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1baa" */
  payment_uuid: string;
  /** Payment provider. @example "mock" */
  @ApiProperty({ enum: providerNames })
  provider: string;
  /** `started` and `authorized` are not final: they change within a minute. @example "captured" */
  status: PaymentStatus;
  /** @example "6000.00" */
  amount: string;
  /** @example "EUR" */
  currency: string;
  /** Where the customer confirms or declines the payment, while its status is `action_required`. An absolute URL: send the browser there. Back from there, ask until the status is another one: the outcome comes a moment later. @example null */
  redirect_url: string | null;
  /** @example "2026-11-21T08:00:00.000Z" */
  date_created: string;
}

export class PaymentDto extends PaymentFields {
  /** Why the payment was declined; `declined` where its customer need not know more. @example null */
  reason: DeclineReason | null;
}

export class RefundDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1bbb" */
  refund_uuid: string;
  /** `done` as soon as the provider has refunded it. `failed`: the provider or the customer's bank has refused it, and the customer is still owed: retry it. `canceled`: it failed, and the customer got the money another way. @example "pending" */
  status: RefundStatus;
  /** @example "10.00" */
  amount: string;
  /** @example "one mug was broken" */
  reason: string;
  /** @example "2026-11-21T08:00:00.000Z" */
  date_created: string;
}

export class MockAnswerQuery {
  /** What the customer does on the bank's page. @example "confirm" */
  @IsOptionalNotNull()
  @IsIn(['confirm', 'decline'])
  answer?: MockAnswer;
}

export class WebhookReceipt {
  /** @example true */
  received: true;
}

export class MockAmount {
  /** Left out: all of it. @example "2.50" */
  @IsOptionalNotNull()
  @IsOrderAmount()
  amount?: string;
}

export class AdminPaymentQuery extends ListQuery {
  /** Number or uuid of the order. @example "M100001" */
  @SearchText(36)
  order?: string;

  /** Only payments of this status. */
  @IsOptionalNotNull()
  @IsIn(paymentStatuses)
  status?: PaymentStatus;

  /** Only payments of this provider. */
  @IsOptionalNotNull()
  @IsIn(providerNames)
  provider?: (typeof providerNames)[number];
}

export class AdminPayment extends PaymentFields {
  /** Why the payment was declined, as the provider names it. @example null */
  reason: string | null;
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66" */
  order_uuid: string;
  /** Order number for people. @example "M100001" */
  order: string;
  /** The provider's own id of the payment. @example "pi_3PqX2eLkdIwHu7ix0a1b2c3d" */
  reference: string | null;
  /** What was refunded and did not come back, wherever it was done. @example "10.00" */
  refunded: string;
  /** What disputes have withdrawn and not given back. @example "0.00" */
  withdrawn: string;
  /** What can still be refunded. @example "5990.00" */
  refundable: string;
  /** Since when a reservation is to be voided, as the order was canceled or paid another way. @example null */
  date_void_requested: string | null;
  /** When the provider held no reservation any more. @example null */
  date_voided: string | null;
}

export class AdminRefundQuery extends ListQuery {
  /** Only refunds of this status. `failed` ones wait for staff. */
  @IsOptionalNotNull()
  @IsIn(refundStatuses)
  status?: RefundStatus;

  /** Only refunds of this source. */
  @IsOptionalNotNull()
  @IsIn(refundSources)
  source?: RefundSource;
}

export class AdminRefund extends RefundDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1baa" */
  payment_uuid: string;
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66" */
  order_uuid: string;
  /** Order number for people. @example "M100001" */
  order: string;
  /** `provider`: it was made in the provider's own dashboard. @example "shop" */
  source: RefundSource;
  /** @example "EUR" */
  currency: string;
  /** How often it was tried at the provider; a retry counts. @example 1 */
  attempt: number;
  /** The provider's own id of the latest attempt. @example "re_3PqX2eLkdIwHu7ix0a1b2c3d" */
  reference: string | null;
  /** Why the latest attempt failed. @example null */
  failure: string | null;
  /** When it was done, for the first time. @example "2026-11-21T08:00:05.000Z" */
  date_done: string | null;
  /** When the latest attempt failed. @example null */
  date_failed: string | null;
}

export class DisputeQuery extends ListQuery {
  /** Only disputes of this status. `needs_response` ones wait for staff. */
  @IsOptionalNotNull()
  @IsIn(disputeStatuses)
  status?: DisputeStatus;
}

export class DisputeDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1bcc" */
  dispute_uuid: string;
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1baa" */
  payment_uuid: string;
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1b66" */
  order_uuid: string;
  /** Order number for people. @example "M100001" */
  order: string;
  /** The provider's own id of the dispute. @example "dp_1PqX2eLkdIwHu7ix0a1b2c3d" */
  reference: string;
  /** What the customer demands. @example "6000.00" */
  amount: string;
  /** @example "EUR" */
  currency: string;
  /** What the provider has withdrawn and not given back, without its fee. @example "6000.00" */
  withdrawn: string;
  /** As the provider names it. @example "fraudulent" */
  reason: string;
  /** `closed`: an inquiry that ended before any money moved. Evidence is sent in the provider's dashboard. @example "needs_response" */
  status: DisputeStatus;
  /** Until when evidence is accepted. @example "2026-11-28T23:59:59.000Z" */
  date_evidence_due: string | null;
  /** @example "2026-11-21T08:00:00.000Z" */
  date_opened: string;
  /** @example null */
  date_closed: string | null;
}

export class LedgerEntryDto {
  /** `refund_failed` and `dispute_reversed` bring money back. @example "charge" */
  kind: (typeof ledgerKinds)[number];
  /** Negative for money that left the shop. @example "6000.00" */
  amount: string;
  /** The refund that it is about. @example null */
  refund_uuid: string | null;
  /** The dispute that it is about. @example null */
  dispute_uuid: string | null;
  /** @example "2026-11-21T08:00:00.000Z" */
  date_created: string;
}

export class AdminPaymentDetail extends AdminPayment {
  refunds: AdminRefund[];
  disputes: DisputeDto[];
  /** Money that has moved, oldest first. */
  ledger: LedgerEntryDto[];
}
