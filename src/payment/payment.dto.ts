import { IsNotEmpty, IsString, IsUrl, MaxLength } from 'class-validator';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { type PaymentStatus } from './payment.entity.js';

export class PaymentInput {
  /** Token from the provider's form, never a card number. Stripe: `pm_…`. Mock provider: `tok_success`, `tok_declined`, `tok_insufficient_funds`, `tok_3ds`, `tok_timeout`, `tok_lost_response`. @example "tok_success" */
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

export class PaymentDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1baa" */
  payment_uuid: string;
  /** Payment provider. @example "mock" */
  provider: string;
  /** `started` and `authorized` are not final: they change within a minute. @example "captured" */
  status: PaymentStatus;
  /** @example "6000.00" */
  amount: string;
  /** @example "EUR" */
  currency: string;
  /** Why the payment was declined. @example null */
  reason: string | null;
  /** Where the customer confirms the payment, while its status is `action_required`. @example null */
  redirect_url: string | null;
  /** @example "2026-11-21T08:00:00.000Z" */
  date_created: string;
}

export class RefundDto {
  /** @example "0199f0c1-5a3e-7c42-9d7a-2f4f0c6a1bbb" */
  refund_uuid: string;
  /** `done` as soon as the provider has refunded it. @example "pending" */
  status: 'pending' | 'done';
  /** @example "10.00" */
  amount: string;
  /** @example "one mug was broken" */
  reason: string;
  /** @example "2026-11-21T08:00:00.000Z" */
  date_created: string;
}

export class WebhookReceipt {
  /** @example true */
  received: true;
}
